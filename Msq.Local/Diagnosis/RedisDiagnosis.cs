using StackExchange.Redis;

namespace Msq.Local.Diagnosis;

/// <summary>Redis: whether it answers, and never throws away what it holds.</summary>
internal sealed class RedisDiagnosis(IConfiguration settings)
{
    private const string Subject = "redis";
    private const string Policy = "maxmemory-policy";

    public async Task<Finding> FindAsync()
    {
        if (settings.GetConnectionString("Redis") is not { Length: > 0 } address)
            return Finding.Well(Subject, "ConnectionStrings__Redis is not set: each process does without");
        try
        {
            var options = ConfigurationOptions.Parse(address);
            (options.AbortOnConnectFail, options.ConnectTimeout, options.ConnectRetry, options.AllowAdmin) = (true, 3000, 1, true);
            await using var redis = await ConnectionMultiplexer.ConnectAsync(options);
            var policy = (await redis.GetServer(redis.GetEndPoints()[0]).ConfigGetAsync(Policy)).FirstOrDefault().Value;
            return policy == "noeviction"
                ? Finding.Well(Subject, "it answers")
                : Finding.Wrong(Subject, $"its {Policy} is {policy}: when it is full it forgets how much clients have asked for", $"Set {Policy} noeviction.");
        }
        catch (RedisServerException exception)
        {
            return Finding.Wrong(Subject, $"it does not tell its {Policy}: {exception.Message}", $"Allow the user CONFIG GET, or see for yourself that {Policy} is noeviction.");
        }
        catch (Exception exception) when (exception is RedisException or ArgumentException)
        {
            return Finding.Wrong(Subject, $"it does not answer: {exception.Message.Split('\n')[0]}", "Check that Redis runs, and ConnectionStrings__Redis. Without it waiting clients are told a second later, and each process counts rates by itself.");
        }
    }
}
