using System.Globalization;
using System.Security.Cryptography;
using Msq.Local.Keys;

namespace Msq.Local.Commands;

/// <summary><c>Msq.Local keys new</c>: makes an API key. It is printed once, and kept nowhere.</summary>
public static class KeysCommand
{
    /// <summary>The verb.</summary>
    public const string Name = "keys";

    private const string Usage = "usage: msq keys new --client NAME [--id ID]";

    /// <summary>Runs it.</summary>
    /// <param name="arguments">What follows the verb.</param>
    /// <param name="output">Takes the key and its entry.</param>
    /// <param name="error">Takes what is wrong with the arguments.</param>
    /// <param name="now">The time.</param>
    /// <returns>0, or 2 for wrong arguments.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, DateTimeOffset now)
    {
        if (Read(arguments) is not { } wanted)
        {
            error.WriteLine(Usage);
            return 2;
        }

        var key = NewApiKey.Create();
        // Ids are unique over all clients, also of two keys that are made in one month.
        var id = wanted.Id ?? string.Create(CultureInfo.InvariantCulture, $"{wanted.Client}-{now:yyyy-MM}-{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(2))}");
        output.WriteLine($"""
            {key.Secret}

            This is the key; it is shown only now. Give it to {wanted.Client}, and put its hash into clients.yaml:

              - name: {wanted.Client}
                keys:
                  - id: {id}
                    sha256: {key.Sha256}
            """);
        return 0;
    }

    private static (string Client, string? Id)? Read(IReadOnlyList<string> arguments)
    {
        string? client = null, id = null;
        if (arguments is not ["new", ..])
            return null;
        for (var i = 1; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count || !IsName(arguments[i + 1]))
                return null;
            switch (arguments[i])
            {
                case "--client": client = arguments[i + 1]; break;
                case "--id": id = arguments[i + 1]; break;
                default: return null;
            }
        }

        return client is null ? null : (client, id);
    }

    // What stands in the file as it is.
    private static bool IsName(string text) => text.Length is > 0 and <= 50 && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
}
