using System.Text;

namespace Msq.Sdk.Requests;

/// <summary>The query of an address; what is null is left out.</summary>
internal sealed class Query
{
    private readonly StringBuilder text = new();

    public Query With(string name, string? value)
    {
        if (value is not null)
            text.Append(text.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    public override string ToString() => text.ToString();
}
