using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Msq.Hosting.Configuration;

/// <summary>Puts configuration files into a process: one instance of what each says, which follows the file.</summary>
internal static class FileRegistration
{
    /// <summary>Reads a file, and has it followed.</summary>
    /// <param name="builder">The process.</param>
    /// <param name="name">Its name in the configuration folder.</param>
    /// <param name="read">Reads it: from the folder, with what resolves <c>${NAME}</c>.</param>
    /// <param name="takeOver">Has the first take over what the second says; the third is the path. See <see cref="FollowedFile.TakeOver"/>.</param>
    /// <exception cref="ConfigurationProblem">It is wrong.</exception>
    public static void AddFile<T>(this WebApplicationBuilder builder, string name, Func<string, Func<string, string?>, T> read, Func<T, T, string, string> takeOver) where T : class
    {
        var configuration = builder.Configuration;
        var path = Path.Combine(configuration.ConfigFolder(), name);
        var file = Read();
        builder.Services.AddSingleton(file);
        builder.Services.AddSingleton(new FollowedFile(path, () => takeOver(file, Read(), path)));

        T Read() => read(configuration.ConfigFolder(), Variable);

        string? Variable(string name)
        {
#pragma warning disable RS0030 // The file's author made up the name.
            return configuration[name];
#pragma warning restore RS0030
        }
    }
}
