using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Hosting.Health;
using Msq.Hosting.Telemetry;
using Msq.StatusTracker;

return await MsqProcess.RunAsync(args, builder =>
{
    builder.AddMsqStatusTracker();
    builder.AddMsqBus();
    var app = builder.Build();
    app.MapMsqHealth();
    app.MapMsqMetrics();
    return app;
});
