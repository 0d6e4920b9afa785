using static Msq.Hosting.Settings.SettingReaders;

namespace Msq.Hosting.Settings;

/// <summary>Every setting of the processes, in the order in which the reference shows them. What <c>relayer-pool.yaml</c> and <c>clients.yaml</c> say is not among them.</summary>
public static class ProcessSettings
{
    private static readonly List<ProcessSetting> Listed = [];

    /// <summary>The folder with the configuration files.</summary>
    public static readonly ProcessSetting ConfigFolder = List(new ProcessSetting("MSQ_CONFIG", Services, "a folder", "Where `relayer-pool.yaml`, `clients.yaml` and `abi/` are.", Default: "config"));

    /// <summary>The folder with the mounted secrets.</summary>
    public static readonly ProcessSetting SecretsFolder = List(new ProcessSetting(
        "MSQ_SECRETS", Services | Migration, "a folder", "Has a file for each setting that it gives: its name is the setting's (or the `NAME` of a `${NAME}`), its text the value. It counts more than an environment variable."));

    /// <summary>The database.</summary>
    public static readonly ProcessSetting MySql = List(new ProcessSetting(
        "ConnectionStrings:MySql", Services | Migration, "`Server=…;Database=…;User ID=…;Password=…`", "The database: MySQL 8, or MariaDB 10.6 and later. Either it or `ConnectionStrings__Sqlite` must be set.", IsSecret: true));

    /// <summary>The database of one process on a laptop.</summary>
    public static readonly ProcessSetting Sqlite = List(new ProcessSetting("ConnectionStrings:Sqlite", Services, "`Data Source=FILE`", "Instead of MySQL, for one process on a laptop."));

    /// <summary>The broker.</summary>
    public static readonly ProcessSetting RabbitMq = List(new ProcessSetting(
        "ConnectionStrings:RabbitMq", Services, "`amqp://user:password@host:5672/`, `amqps://…`, or `loopback://localhost/`", "The broker; `loopback` keeps messages in the process. Must be set.", IsSecret: true));

    /// <summary>Redis.</summary>
    public static readonly ProcessSetting Redis = List(new ProcessSetting(
        "ConnectionStrings:Redis", Services, "`host:6379,password=…`",
        "Tells waiting requests of changes at once, and counts rate limits for all API processes together. Without it they look every second, and each process counts by itself.", IsSecret: true));

    /// <summary>Signs OZ Relayer's webhooks.</summary>
    public static readonly ProcessSetting RelayerWebhookKey = List(new ProcessSetting(
        "Webhooks:SigningKey", Api, "at least 32 characters", "The signing key of the relayers' notifications (their `WEBHOOK_SIGNING_KEY`). Must be set.", IsSecret: true));

    /// <summary>Signs OZ Monitor's webhooks.</summary>
    public static readonly ProcessSetting MonitorWebhookKey = List(new ProcessSetting(
        "Webhooks:OzMonitorKey", Api, "at least 32 characters", "The secret of OZ Monitor's webhook triggers. Without it their webhooks are answered with `404`.", IsSecret: true));

    /// <summary>How long an idempotency key stands.</summary>
    public static readonly TimeSetting IdempotencyLifetime = List(new TimeSetting(
        "Idempotency:Lifetime", Api, TimeSpan.FromDays(7), least: TimeSpan.FromHours(1), most: TimeSpan.FromDays(365),
        "How long an idempotency key stands for its request. A transaction that is not over keeps its key."));

    /// <summary>How long a transaction is kept.</summary>
    public static readonly TimeSetting HistoryLifetime = List(new TimeSetting(
        "History:Lifetime", Tracker, TimeSpan.FromDays(365), least: TimeSpan.FromDays(1), most: TimeSpan.FromDays(3650),
        "How long a transaction is kept after its end, with its timeline and its attempts. One whose idempotency key still stands is kept longer."));

    /// <summary>How long the same request of an official client is the same transaction.</summary>
    public static readonly TimeSetting RepeatWindow = List(new TimeSetting(
        "Defender:RepeatWindow", Api, TimeSpan.FromMinutes(2), least: TimeSpan.FromSeconds(1), most: TimeSpan.FromDays(1),
        "How long the same request of an [official client](migrate-from-defender.md) with the same key is the same transaction."));

    /// <summary>Whether a superseded hash has the receipt of what was mined in its place.</summary>
    public static readonly ProcessSetting SiblingReceipts = List(new ProcessSetting(
        "Defender:SiblingReceipts", Api, "`true` or `false`", "`false`: a receipt asked for by a superseded hash is not that of the transaction that was mined in its place.", Default: "true"));

    /// <summary>Whether the audit log has what is sent.</summary>
    public static readonly ProcessSetting AuditPayloads = List(new ProcessSetting(
        "Audit:Payloads", Api, "`shown` or `hidden`", "`shown`: the audit lines of the log have target, value and the beginning of the calldata; `hidden`: they have not.", Default: "shown"));

    /// <summary>The key that the UI of the API's documentation sends.</summary>
    public static readonly ProcessSetting DocumentationKey = List(new ProcessSetting(
        "Documentation:ApiKey", Api, "an API key", "The key that the UI at `/docs` sends without being asked for one. Counts only where `ASPNETCORE_ENVIRONMENT` is `Development`."));

    /// <summary>Where traces and metrics are sent.</summary>
    public static readonly ProcessSetting OtlpEndpoint = List(new ProcessSetting(
        "OTEL_EXPORTER_OTLP_ENDPOINT", Services, "a URL", "Where traces and metrics are sent (OTLP). Without it there are no traces, and metrics at `/metrics` only."));

    /// <summary>The part of the requests that is traced.</summary>
    public static readonly ProcessSetting TracesRatio = List(new ProcessSetting("OTEL_TRACES_SAMPLER_ARG", Services, "a number, 0 to 1", "The part of the requests that is traced.", Default: "1"));

    /// <summary>How the log is written.</summary>
    public static readonly ProcessSetting LogFormatter = List(new ProcessSetting(
        "Logging:Console:FormatterName", Services, "`json`, `simple` or `systemd`", "How the log is written. Without it: JSON in `Production`, .NET's own default elsewhere.", IsOfTheHost: true));

    /// <summary>Every one.</summary>
    public static IReadOnlyList<ProcessSetting> All { get; } =
    [
        .. Listed,
        new("Logging:LogLevel:Default", Services, "`Trace`, `Debug`, `Information`, `Warning`, `Error`, `Critical` or `None`", "What is logged at least; `Logging__LogLevel__CATEGORY` for one category.", Default: "Information", IsOfTheHost: true),
        new("OTEL_EXPORTER_OTLP_PROTOCOL", Services, "`grpc` or `http/protobuf`", "How traces and metrics are sent; the other `OTEL_…` variables of OpenTelemetry's exporter count as well.", Default: "grpc", IsOfTheHost: true),
        new("ASPNETCORE_URLS", Services, "URLs, separated by `;`", "Where the process listens; the images set `http://+:8080`.", Default: "http://localhost:5000", IsOfTheHost: true),
        new("ASPNETCORE_ENVIRONMENT", Services, "`Production` or `Development`", "`Production` refuses `development: true` in `clients.yaml`, and logs JSON.", Default: "Production", IsOfTheHost: true),
    ];

    private static T List<T>(T setting) where T : ProcessSetting
    {
        Listed.Add(setting);
        return setting;
    }
}
