using Msq.Local.DevRelayer;

if (args is [DevRelayerCommand.Name, .. var relayerArguments]) return await DevRelayerCommand.RunAsync(relayerArguments);

var app = WebApplication.CreateBuilder(args).Build(); app.Run();
return 0;
