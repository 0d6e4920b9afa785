using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Msq.Sdk;

namespace Msq.Tests.Sdk;

/// <summary>Answers requests as a test has written down, one after the other, and keeps what was asked. The clock stands still except while somebody waits.</summary>
internal sealed class ScriptedServer(params Func<HttpResponseMessage>[] answers) : HttpMessageHandler
{
    public static readonly Uri Address = new("http://msq.test/");

    public FakeTimeProvider Time { get; } = new();

    /// <summary>What was asked, and when.</summary>
    public List<(HttpRequestMessage Request, string Body, DateTimeOffset At)> Requests { get; } = [];

    public IEnumerable<string> Keys => Requests.Select(one => one.Request.Headers.GetValues("Idempotency-Key").Single());

    public MsqClient Client(Action<MsqClientOptions>? change = null)
    {
        var options = new MsqClientOptions { BaseAddress = Address, ApiKey = "k" };
        change?.Invoke(options);
        return new MsqClient(new HttpClient(this, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan }, options, Time);
    }

    public static Func<HttpResponseMessage> Answer(int status, string body, string type = "application/json", string? retryAfter = null) => () =>
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body, Encoding.UTF8, type) };
        if (retryAfter is not null)
            answer.Headers.Add("Retry-After", retryAfter);
        return answer;
    };

    public static Func<HttpResponseMessage> Problem(int status, string code, string? retryAfter = null) =>
        Answer(status, $$"""{"type":"about:blank","title":"T","status":{{status}},"code":"{{code}}","detail":"D"}""", "application/problem+json", retryAfter);

    public static Func<HttpResponseMessage> Accepted { get; } =
        Answer(202, """{"transactionId":"0199d1f0-0000-7000-8000-000000000001","transactionHash":null,"status":"queued","createdAt":"2026-01-31T12:00:00Z"}""");

    public static Func<HttpResponseMessage> NoAnswer { get; } = () => throw new HttpRequestException("connection reset");

    /// <summary>Lets time pass until the work is done.</summary>
    public async Task<T> PassAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.WhenAny(work, Task.Delay(1));
        }

        return await work;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests.Add((request, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken), Time.GetUtcNow()));
        Assert.True(Requests.Count <= answers.Length, $"nobody expected {request.Method} {request.RequestUri}");
        var answer = answers[Requests.Count - 1]();
        answer.RequestMessage = request;
        return answer;
    }
}
