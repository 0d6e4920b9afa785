using Msq.Api.Problems;

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
        Assert.Equal(
            [("ApiKey", "X-API-Key"), ("WebhookSignature", "X-Signature")],
            answer.Json.GetProperty("components").GetProperty("securitySchemes").EnumerateObject().Select(scheme => (scheme.Name, scheme.Value.GetProperty("name").GetString()!)));
        Assert.Equal("ApiKey", submit.GetProperty("security")[0].EnumerateObject().Single().Name);
        foreach (var path in new[] { "/api/v1/relay/status/{id}", "/api/v1/relay/transactions/{id}" })
        {
            var read = paths.GetProperty(path).GetProperty("get");
            Assert.Equal(["200", "304", "400", "401", "403", "404", "429", "500", "503"], Names(read.GetProperty("responses")).Order());
            Assert.Equal(["If-None-Match", "id", "wait"], read.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()).Order(StringComparer.Ordinal));
            Assert.Equal(1, read.GetProperty("security").GetArrayLength());
        }

        Assert.Equal("WebhookSignature", paths.GetProperty("/api/v1/webhooks/oz-relayer").GetProperty("post").GetProperty("security")[0].EnumerateObject().Single().Name);
    }

    [Fact]
    public async Task The_document_has_an_example_for_every_answer_and_every_code_with_the_headers_that_come_with_it()
    {
        var document = (await _world.GetAsync("/openapi/v1.json", key: null)).Json;
        var codes = document.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("properties").GetProperty("code").GetProperty("enum").EnumerateArray().Select(code => code.GetString()!).ToList();
        var examples = document.GetProperty("components").GetProperty("examples");
        var used = new HashSet<string>();
        foreach (var (operation, status, response) in Responses(document))
        {
            foreach (var content in response.TryGetProperty("content", out var contents) ? contents.EnumerateObject().ToList() : [])
            {
                var shown = content.Value.TryGetProperty("examples", out var several) ? Names(several).ToList() : content.Value.TryGetProperty("example", out _) ? ["one"] : [];
                Assert.True(shown.Count > 0, $"{operation} {status} {content.Name} has no example");
                used.UnionWith(status[0] >= '4' ? shown : []);
                Assert.All(status[0] >= '4' ? shown : [], code => Assert.Equal(status, examples.GetProperty(code).GetProperty("value").GetProperty("status").GetRawText()));
            }

            Assert.True(status is not ("429" or "503") || response.GetProperty("headers").TryGetProperty("Retry-After", out _), $"{operation} {status} has no Retry-After");
        }

        Assert.Equal(used.Order(StringComparer.Ordinal), Names(examples).Order(StringComparer.Ordinal));
        // A wrong method is no operation's answer, and the other one is that of what official clients of others are answered.
        Assert.Equal([ProblemCode.MethodNotAllowed, ProblemCode.NoRelayer], codes.Except(used).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_the_document_shows_as_a_request_is_well_formed()
    {
        var document = (await _world.GetAsync("/openapi/v1.json", key: null)).Json;
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject().Where(operation => operation.Value.TryGetProperty("requestBody", out _)))
            {
                var example = operation.Value.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("example").GetRawText();
                var address = path.Name.Replace("{id}", $"{await _world.SubmittedAsync()}", StringComparison.Ordinal).Replace("{relayer}", "relayer-1", StringComparison.Ordinal);
                var key = operation.Value.GetProperty("description").GetString()!.Contains("`admin`", StringComparison.Ordinal) ? "admin-key" : "payments-key";

                var answer = await _world.SendAsync(new HttpMethod(operation.Name.ToUpperInvariant()), address, example, key);

                Assert.False(answer.Status is 415 || (answer.Status == 400 && answer.ErrorFields is not (["pool"] or ["endpoint"])), $"{operation.Name} {path.Name}: {answer.Body}");
            }
        }
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

    private static IEnumerable<(string Operation, string Status, System.Text.Json.JsonElement Response)> Responses(System.Text.Json.JsonElement document) =>
        from path in document.GetProperty("paths").EnumerateObject()
        from operation in path.Value.EnumerateObject()
        from response in operation.Value.GetProperty("responses").EnumerateObject()
        select (operation.Value.GetProperty("operationId").GetString()!, response.Name, response.Value);

    private static IEnumerable<string> Names(System.Text.Json.JsonElement element) => element.EnumerateObject().Select(member => member.Name);
}
