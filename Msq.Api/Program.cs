using Msq.Api;
using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Hosting.Health;
using Msq.Hosting.Telemetry;

return await MsqProcess.RunAsync(args, builder =>
{
    builder.AddMsqApi();
    builder.AddMsqBus();
    var app = builder.Build();
    app.MapMsqApi();
    app.MapMsqHealth();
    app.MapMsqMetrics();
    return app;
});
