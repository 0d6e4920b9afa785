using Msq.Api;
using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Hosting.Health;

return await MsqProcess.RunAsync(args, builder =>
{
    builder.AddMsqApi();
    builder.AddMsqBus();
    var app = builder.Build();
    app.MapMsqApi();
    app.MapMsqHealth();
    return app;
});
