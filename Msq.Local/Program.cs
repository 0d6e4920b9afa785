using Msq.Local.Commands;
using Msq.Local.DevRelayer;

return args switch
{
    [DevRelayerCommand.Name, .. var arguments] => await DevRelayerCommand.RunAsync(arguments),
    [MigrateCommand.Name] => await MigrateCommand.RunAsync(),
    _ => await RunCommand.RunAsync(args),
};
