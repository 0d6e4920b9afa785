using Msq.Hosting.Configuration;
using Msq.Hosting.Preconditions;
using Msq.Local.ApiDocuments;
using Msq.Local.CommandLine;
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
    [var verb, ..] when MsqCommandLine.Verbs.Contains(verb) => await OperateAsync(args),
    _ => await RunCommand.RunAsync(args),
};

static async Task<int> OperateAsync(string[] args)
{
    using var interruption = new Interruption();
    try
    {
        return await MsqCommandLine.RunAsync(args, ProcessEnvironment.Read(), Console.Out, Console.Error, interruption.Token);
    }
    catch (ConfigurationProblem problem)
    {
        await Console.Error.WriteLineAsync($"error: {problem.Message}");
        return Precondition.ExitCode;
    }
    catch (OperationCanceledException) when (interruption.Token.IsCancellationRequested)
    {
        return 130;
    }
}
