namespace Msq.Local.CommandLine;

/// <summary>A process of Msq that is composed, and never started: for what its parts can say by themselves.</summary>
internal static class BareProcess
{
    /// <summary>A builder that has these settings and no others, and logs nothing.</summary>
    public static WebApplicationBuilder Builder(IConfiguration settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = settings["ASPNETCORE_ENVIRONMENT"] ?? Environments.Production,
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(settings);
        builder.Logging.ClearProviders();
        return builder;
    }
}
