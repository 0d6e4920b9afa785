using Msq.Local.ApiDocuments;
using Msq.Local.Commands;
using Msq.Local.DevRelayer;

return args switch
{
    [DevRelayerCommand.Name, .. var arguments] => await DevRelayerCommand.RunAsync(arguments),
    [MigrateCommand.Name] => await MigrateCommand.RunAsync(),
    [ConvertCommand.Name, .. var arguments] => ConvertCommand.Run(arguments, Console.Out, Console.Error),
    [KeysCommand.Name, .. var arguments] => KeysCommand.Run(arguments, Console.Out, Console.Error, TimeProvider.System.GetUtcNow()),
    [DeployContractsCommand.Name, var chain] => await DeployContractsCommand.RunAsync(chain),
    [DemonstrateCommand.Name, var api, var chain] => await DemonstrateCommand.RunAsync(api, chain),
    [DescribeCommand.Name, .. var arguments] => await DescribeCommand.RunAsync(arguments),
    _ => await RunCommand.RunAsync(args),
};
