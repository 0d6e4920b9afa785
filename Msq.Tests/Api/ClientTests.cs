using Msq.Api;
using Msq.Hosting.Configuration;

namespace Msq.Tests.Api;

public sealed class ClientTests : IAsyncLifetime
{
    private const string Body = $$"""{"to":"{{ApiWorld.Target}}"}""";
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData("X-API-Key", "payments-key")]
    [InlineData("X-API-Key", "second-key")]
    [InlineData("Authorization", "Bearer payments-key")]
    [InlineData("Authorization", "bearer payments-key")]
    public async Task A_key_is_taken_from_either_header(string header, string value) =>
        Assert.Equal(202, (await _world.SubmitAsync(Body, key: null, (header, value))).Status);

    [Theory]
    [InlineData("X-API-Key", "")]
    [InlineData("X-API-Key", "payments-ke")]
    [InlineData("X-API-Key", "PAYMENTS-KEY")]
    [InlineData("Authorization", "payments-key")]
    [InlineData("Authorization", "Basic payments-key")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("X-Other", "payments-key")]
    public async Task No_key_or_an_unknown_one_is_401(string header, string value)
    {
        var answer = await _world.SubmitAsync(Body, key: null, (header, value));
        answer.IsProblem(401, "unauthorized");
        Assert.NotNull(answer.Header("WWW-Authenticate"));
    }

    [Fact]
    public async Task The_hash_of_a_key_is_no_key() => (await _world.SubmitAsync(Body, ApiWorld.Hash("payments-key"))).IsProblem(401, "unauthorized");

    [Theory]
    [InlineData("expired-key", "expired at 2020-01-31T00:00:00Z")]
    [InlineData("revoked-key", "revoked")]
    [InlineData("reader-key", "submit")]
    [InlineData("admin-key", "submit")]
    public async Task A_key_that_may_not_is_403_with_the_reason(string key, string reason) =>
        Assert.Contains(reason, (await _world.SubmitAsync(Body, key)).IsProblem(403, "forbidden").Json.GetProperty("detail").GetString(), StringComparison.Ordinal);

    [Fact]
    public async Task A_client_sees_its_own_transactions_and_an_admin_all()
    {
        var id = await _world.SubmittedAsync();

        Assert.Equal(200, (await _world.GetAsync($"/api/v1/relay/status/{id}", "second-key")).Status);
        Assert.Equal(200, (await _world.GetAsync($"/api/v1/relay/status/{id}", "admin-key")).Status);
        (await _world.GetAsync($"/api/v1/relay/status/{id}", "games-key")).IsProblem(404, "not_found");
        (await _world.GetAsync($"/api/v1/relay/status/{id}", "reader-key")).IsProblem(404, "not_found");
        (await _world.GetAsync($"/api/v1/relay/status/{id}", key: null)).IsProblem(401, "unauthorized");
    }

    private const string Sha = "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b";
    private const string Good = $"clients: [{{name: a, keys: [{{id: k, sha256: {Sha}}}], scopes: [submit], pools: [local]}}]";

    [Theory]
    [InlineData(Good, "clients: []", "clients")]
    [InlineData("name: a,", "", "name")]
    [InlineData("clients:", "customers:", "clients")]
    [InlineData("sha256: " + Sha, "sha256: abc", "sha256")]
    [InlineData("sha256: " + Sha, "sha256: zz" + Sha, "sha256")]
    [InlineData("scopes: [submit]", "scopes: [write]", "scopes", "write")]
    [InlineData("pools: [local]", "pools: [mars]", "pools", "mars")]
    [InlineData("pools: [local]", "pools: [local], colour: red", "colour")]
    [InlineData("id: k,", "id: k, expires: tomorrow,", "expires", "tomorrow")]
    [InlineData("id: k,", "id: k, revoked: maybe,", "revoked")]
    [InlineData("pools: [local]", "pools: [local], gasless: all", "gasless")]
    [InlineData("pools: [local]", "pools: [local], gasless: {maxGas: 0}", "gasless.maxGas")]
    [InlineData("pools: [local]", "pools: [local], gasless: {maxValue: \"-1\"}", "gasless.maxValue")]
    [InlineData("pools: [local]", "pools: [local], gasless: {colour: red}", "gasless.colour")]
    [InlineData("pools: [local]", "pools: [local], gasless: {targets: [{address: \"0x12\"}]}", "targets[0].address")]
    [InlineData("pools: [local]", "pools: [local], gasless: {targets: [{address: \"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\", selectors: [transfer]}]}", "targets[0].selectors", "transfer")]
    [InlineData("pools: [local]", "pools: [local], policy: {maxvalue: \"1\"}", "policy.maxvalue")]
    [InlineData("pools: [local]", "pools: [local], policy: {maxValuePerDay: 0.5}", "policy.maxValuePerDay")]
    [InlineData("pools: [local]", "pools: [local], policy: {maxGas: 20999}", "policy.maxGas")]
    [InlineData("pools: [local]", "pools: [local], policy: {speeds: [slow]}", "policy.speeds", "slow")]
    [InlineData("pools: [local]", "pools: [local], policy: {targets: []}", "policy.targets")]
    [InlineData("pools: [local]", "pools: [local], policy: {targets: [{address: \"0x70997970C51812dc3A010C7d01b50e0d17dc79C8\"}, {address: \"0x70997970c51812dc3a010c7d01b50e0d17dc79c8\"}]}", "targets[1].address", "twice")]
    [InlineData("pools: [local]", "pools: [local], rateLimit: {per: 1s}", "rateLimit.requests")]
    [InlineData("pools: [local]", "pools: [local], rateLimit: {requests: 5, per: 1500ms}", "rateLimit.per")]
    [InlineData("pools: [local]", "pools: [local], rateLimit: {requests: 0}", "rateLimit.requests")]
    [InlineData("]}]", "]}, {name: a, keys: [{id: k2, sha256: 0000000000000000000000000000000000000000000000000000000000000000}], scopes: [read], pools: [local]}]", "name", "'a'")]
    [InlineData("]}]", "]}, {name: b, keys: [{id: k, sha256: 0000000000000000000000000000000000000000000000000000000000000000}], scopes: [read], pools: [local]}]", "id", "'k'")]
    [InlineData("]}]", "]}, {name: b, keys: [{id: k2, sha256: " + Sha + "}], scopes: [read], pools: [local]}]", "sha256", "k2")]
    public void A_wrong_clients_file_stops_the_start_and_names_file_and_key(string old, string changed, params string[] named)
    {
        var text = Good.Replace(old, changed, StringComparison.Ordinal);
        Assert.NotEqual(Good, text);
        var problem = Assert.Throws<ConfigurationProblem>(() => Start("Production", text));

        Assert.Contains("clients.yaml", problem.Message, StringComparison.Ordinal);
        Assert.All(named, name => Assert.Contains(name, problem.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void Development_keys_are_refused_in_Production()
    {
        var text = $"development: true\n{Good}";

        Assert.Contains("development", Assert.Throws<ConfigurationProblem>(() => Start("Production", text)).Message, StringComparison.Ordinal);
        Start("Development", text);
        Start("Production", Good);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcde")]
    public void A_missing_or_short_webhook_key_stops_the_start_and_is_named(string? key) =>
        Assert.Contains("Webhooks:SigningKey", Assert.Throws<InvalidOperationException>(() => Start("Development", Good, key)).Message, StringComparison.Ordinal);

    private static void Start(string environment, string clients, string? key = ApiWorld.SigningKey)
    {
        var folder = ApiWorld.WriteConfig(clients);
        try
        {
            ApiWorld.Builder(environment, folder, ["--ConnectionStrings:Sqlite=Data Source=:memory:", $"--Webhooks:SigningKey={key}"]).AddMsqApi();
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
