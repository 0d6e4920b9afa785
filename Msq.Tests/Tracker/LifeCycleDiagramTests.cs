using System.Text.RegularExpressions;
using MassTransit.SagaStateMachine;
using Msq.Local.Servers;
using Msq.StatusTracker.Transactions;
using Msq.Storage.Transactions;

namespace Msq.Tests.Tracker;

/// <summary>The diagrams of docs/concepts.md are of the machine that runs.</summary>
public sealed partial class LifeCycleDiagramTests
{
    private static readonly string[] Diagrams = [.. Diagram().Matches(File.ReadAllText(Path.Combine(RepositoryRoot.Path, "docs", "concepts.md"))).Select(match => match.Groups[1].Value)];

    [Fact]
    public void The_statuses_are_all_there_and_their_arrows_rise_but_for_a_reorganisation()
    {
        var arrows = Arrows(Diagrams[0]);

        Assert.Equal(TransactionStatus.All.Order(), Names(arrows));
        Assert.Equal([("mined", "submitted")], arrows.Where(arrow => !TransactionStatus.Rises(arrow.From, arrow.To)));
    }

    [Fact]
    public void The_states_are_all_there_and_no_arrow_is_one_that_no_event_makes()
    {
        var machine = new TransactionStateMachine();
        var edges = machine.GetGraph().Edges.Select(edge => (From: edge.From.Title, To: edge.To.Title)).ToHashSet();
        var arrows = Arrows(Diagrams[1]);

        Assert.Equal(machine.States.Select(state => state.Name).Except([machine.Initial.Name, machine.Final.Name]).Order(), Names(arrows));
        // What forms a batch writes the rows of its requests itself.
        Assert.All(arrows.Where(arrow => arrow != ("Gathering", "Carried")), arrow => Assert.Contains(edges, edge => edge.From == arrow.From && edges.Contains((edge.To, arrow.To))));
    }

    private static List<(string From, string To)> Arrows(string diagram) => [.. Arrow().Matches(diagram).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];

    private static IEnumerable<string> Names(List<(string From, string To)> arrows) => arrows.SelectMany(arrow => new[] { arrow.From, arrow.To }).Distinct().Order();

    [GeneratedRegex("```mermaid\nstateDiagram-v2\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Diagram();

    [GeneratedRegex(@"^  (\w+) --> (\w+)", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
