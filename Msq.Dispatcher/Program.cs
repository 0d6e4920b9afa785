using Msq.Dispatcher;
using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Hosting.Health;

return await MsqProcess.RunAsync(args, builder =>
{
    builder.AddMsqDispatcher();
    builder.AddMsqBus();
    var app = builder.Build();
    app.MapMsqHealth();
    return app;
});
