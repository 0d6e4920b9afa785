using System.Text.RegularExpressions;
using Msq.Local.Servers;

namespace Msq.Tests.Documentation;

/// <summary>What the pages lead to is there.</summary>
public sealed partial class LinkTests
{
    public static TheoryData<string> Pages()
    {
        var pages = new TheoryData<string> { "README.md", "compose/README.md", "solidity/README.md" };
        foreach (var folder in new[] { "docs", "examples" })
            foreach (var page in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.md", SearchOption.AllDirectories).Where(page => !page.Contains("node_modules", StringComparison.Ordinal)).Order())
                pages.Add(Path.GetRelativePath(RepositoryRoot.Path, page));
        return pages;
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_inside_of_the_repository_leads_somewhere(string page)
    {
        var path = Path.Combine(RepositoryRoot.Path, page);
        var links = Link().Matches(Code().Replace(File.ReadAllText(path), "")).Select(match => match.Groups[1].Value).Where(link => !link.Contains("://", StringComparison.Ordinal));

        Assert.All(links, link =>
        {
            var (file, anchor) = link.Split('#') is [var left, var right] ? (left, right) : (link, null);
            var target = file.Length == 0 ? path : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, file));
            Assert.True(File.Exists(target) || Directory.Exists(target), $"{link}: there is no such file");
            if (anchor is not null)
                Assert.Contains(anchor, Heading().Matches(Code().Replace(File.ReadAllText(target), "")).Select(match => Anchor(match.Groups[1].Value)));
        });
    }

    // As GitHub makes it.
    private static string Anchor(string heading) => NotInAnchors().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchors();
}
