namespace Msq.Tests.Api;

public sealed class SurfaceTests : IAsyncLifetime
{
    private ApiWorld _world = null!;

    public async Task InitializeAsync() => _world = await ApiWorld.StartAsync();

    public async Task DisposeAsync() => await _world.DisposeAsync();

    [Theory]
    [InlineData("GET", "/nowhere", 404, "not_found")]
    [InlineData("GET", "/api/v1/nowhere", 404, "not_found")]
    [InlineData("GET", "/api/v1/relay/direct", 405, "method_not_allowed")]
    [InlineData("DELETE", "/api/v1/webhooks/oz-relayer", 405, "method_not_allowed")]
    public async Task What_is_not_there_is_a_problem_too(string method, string path, int status, string code) =>
        (await _world.SendAsync(new HttpMethod(method), path, headers: ("Accept", "text/html"))).IsProblem(status, code);

    [Fact]
    public async Task The_document_describes_every_call_its_key_and_its_answers()
    {
        var answer = await _world.GetAsync("/openapi/v1.json", key: null);

        Assert.Equal(200, answer.Status);
        var paths = answer.Json.GetProperty("paths");
        var submit = paths.GetProperty("/api/v1/relay/direct").GetProperty("post");
        Assert.Equal(["202", "400", "401", "403", "413", "415", "422", "429", "500", "503"], Names(submit.GetProperty("responses")).Order());
        var body = submit.GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        Assert.Equal(["to", "data", "value", "gasLimit", "speed", "validUntil", "pool", "reference", "callbackUrl"], Names(body.GetProperty("schema").GetProperty("properties")));
        Assert.Equal(202, (await _world.SubmitAsync(body.GetProperty("example").GetRawText())).Status);
        Assert.Equal("X-API-Key", answer.Json.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Single().Value.GetProperty("name").GetString());
        foreach (var path in new[] { "/api/v1/relay/status/{id}", "/api/v1/relay/transactions/{id}" })
        {
            var read = paths.GetProperty(path).GetProperty("get");
            Assert.Equal(["200", "304", "400", "401", "403", "404", "429", "500", "503"], Names(read.GetProperty("responses")).Order());
            Assert.Equal(["If-None-Match", "id", "wait"], read.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
            Assert.Equal(1, read.GetProperty("security").GetArrayLength());
        }

        Assert.False(paths.GetProperty("/api/v1/webhooks/oz-relayer").GetProperty("post").TryGetProperty("security", out _));
    }

    [Fact]
    public async Task The_documentation_can_be_read_in_a_browser()
    {
        var answer = await _world.GetAsync("/docs/", key: null);

        Assert.Equal((200, "text/html"), (answer.Status, answer.Response.Content.Headers.ContentType?.MediaType));
        Assert.Contains("scalar", answer.Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Health_needs_no_key() => Assert.Equal(200, (await _world.GetAsync("/api/v1/health", key: null)).Status);

    private static IEnumerable<string> Names(System.Text.Json.JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
