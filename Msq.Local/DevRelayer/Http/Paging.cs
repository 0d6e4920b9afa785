using System.Globalization;

namespace Msq.Local.DevRelayer.Http;

/// <summary>The <c>page</c> (from 1) and <c>per_page</c> of a list. There is no upper limit, as in the original.</summary>
internal sealed record Paging(uint Page, uint PerPage)
{
    /// <summary>How many items come before this page. Page 0 underflows in the original and shows nothing; so it does here.</summary>
    public long Skip => Page == 0 ? long.MaxValue : (Page - 1L) * PerPage;

    public int Take => (int)Math.Min(PerPage, int.MaxValue);

    public static Paging Of(HttpRequest request) => new(Number(request, "page", 1), Number(request, "per_page", 10));

    private static uint Number(HttpRequest request, string name, uint otherwise)
    {
        if (!request.Query.TryGetValue(name, out var text)) return otherwise;
        if (uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        throw new TextException(StatusCodes.Status400BadRequest, "Query deserialize error: invalid digit found in string");
    }
}
