using System.CommandLine;
using Msq.Local.Diagnosis;

namespace Msq.Local.CommandLine;

/// <summary><c>msq doctor</c>: what is wrong with everything that an Msq depends on, and what to do about it.</summary>
internal static class DoctorCommand
{
    public static Command Create(IConfiguration settings, TextWriter output)
    {
        var json = Printing.JsonOption();
        var command = new Command("doctor", "Checks broker, database, Redis, nodes, forwarders and relayers from this machine, with the settings of a dispatcher, and says what to do. Changes nothing. Exit code 1 when something is wrong.") { json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var findings = new List<Finding>();
            await foreach (var finding in Examination.TakeAsync(settings, cancellationToken))
            {
                findings.Add(finding);
                if (!parsed.GetValue(json))
                    output.WriteLine($"{(finding.IsWell ? "ok   " : "WRONG")}  {finding.Subject}: {finding.Says}{(finding.Do is null ? "" : $"{Environment.NewLine}       -> {finding.Do}")}");
            }

            if (parsed.GetValue(json))
                output.WriteJson(findings);
            else
                output.WriteLine(findings.All(finding => finding.IsWell) ? "All is well." : $"{findings.Count(finding => !finding.IsWell)} of {findings.Count} are wrong.");
            return findings.All(finding => finding.IsWell) ? 0 : 1;
        });
        return command;
    }
}
