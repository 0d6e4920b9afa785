using Msq.Dispatcher;
using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Hosting.Health;
using Msq.Hosting.Telemetry;

return await MsqProcess.RunAsync(args, builder =>
{
    builder.AddMsqDispatcher();
    builder.AddMsqBus();
    var app = builder.Build();
    app.MapMsqHealth();
    app.MapMsqMetrics();
    return app;
});
