using Msq.Hosting;
using Msq.Hosting.Bus;
using Msq.Hosting.Health;
using Msq.StatusTracker;

return await MsqProcess.RunAsync(args, builder =>
{
    builder.AddMsqStatusTracker();
    builder.AddMsqBus();
    var app = builder.Build();
    app.MapMsqHealth();
    return app;
});
