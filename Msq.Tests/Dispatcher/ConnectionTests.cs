using System.Diagnostics;
using Msq.Contracts.Messages;

namespace Msq.Tests.Dispatcher;

/// <summary>How the dispatcher uses its connections to a relayer: nothing below it may send a POST twice, elsewhere, or late.</summary>
public sealed class ConnectionTests : IAsyncLifetime
{
    private readonly RawRelayer _relayer = RawRelayer.Start();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _relayer.DisposeAsync();

    [Fact]
    public async Task A_pooled_connection_that_the_relayer_has_closed_carries_no_post()
    {
        _relayer.OnPost = async (request, connection) =>
        {
            await connection.AnswerAsync(200, RawRelayer.Envelope(_relayer.Take(request)));
            connection.Close();
        };
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);

        for (var i = 1; i <= 20; i++)
        {
            await world.OutcomeAsync<DispatchAccepted>();
            Assert.Equal(i, _relayer.Posts.Count);
        }
    }

    [Fact]
    public async Task A_pooled_connection_that_the_relayer_closes_under_a_post_does_not_double_it()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        await world.OutcomeAsync<DispatchAccepted>();
        // What a client sees whose request crosses the end of an idle connection.
        _relayer.OnPost = (_, connection) =>
        {
            connection.Close();
            return Task.CompletedTask;
        };

        await world.OutcomeAsync<DispatchInDoubt>();

        Assert.Equal(2, _relayer.Posts.Count);
        Assert.Equal(_relayer.Posts.First().Connection, _relayer.Posts.Last().Connection);
    }

    [Fact]
    public async Task An_idle_connection_is_given_up_before_the_relayer_would_close_it()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url, change: WithoutProbes);
        await world.OutcomeAsync<DispatchAccepted>();
        var clock = Stopwatch.StartNew();

        await DispatcherWorld.UntilAsync(() => _relayer.Ended.Contains(1), "the end of the first connection");

        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(4.5));
        await world.OutcomeAsync<DispatchAccepted>();
        Assert.Equal(2, _relayer.Posts.Last().Connection);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var elsewhere = RawRelayer.Start();
        _relayer.OnPost = (request, connection) => connection.AnswerAsync(status, "", $"location: {new Uri(elsewhere.Url, request.Path)}\r\n");
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);

        await world.OutcomeAsync<DispatchInDoubt>();

        Assert.Single(_relayer.Posts);
        Assert.Empty(elsewhere.Posts);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_failure_that_invites_to_try_again_is_not_tried_again(int status)
    {
        _relayer.OnPost = (_, connection) => connection.AnswerAsync(status, "", "retry-after: 0\r\n");
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        var id = await world.OpenAsync();

        await world.DispatchAsync(id);

        await world.HeardAsync(id);
        Assert.Single(_relayer.Posts);
    }

    [Fact]
    public async Task A_proxy_that_the_environment_names_is_not_used()
    {
        await using var proxy = RawRelayer.Start();
        var former = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyOf(_relayer.Url, proxy.Url);
        try
        {
            await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
            await world.OutcomeAsync<DispatchAccepted>();
        }
        finally
        {
            HttpClient.DefaultProxy = former;
        }

        Assert.Single(_relayer.Posts);
        Assert.Empty(proxy.Posts);
    }

    [Fact]
    public async Task The_body_is_posted_byte_for_byte_with_the_key_and_nothing_that_asks_for_leave_first()
    {
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url);
        var id = await world.OpenAsync();

        await world.DispatchAsync(id);

        var post = Assert.Single(_relayer.Posts);
        Assert.Equal((await world.ReadAsync(id)).Attempts.Single().Body, post.Body);
        Assert.Equal("/api/v1/relayers/relayer-1/transactions", post.Path);
        Assert.Contains($"Authorization: Bearer {DispatcherWorld.RelayerKey}", post.Head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/json", post.Head, StringComparison.Ordinal);
        Assert.DoesNotContain("Expect:", post.Head, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_post_that_is_given_up_resets_its_connection()
    {
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _relayer.OnPost = async (_, connection) => ended.SetResult(await connection.IsResetAsync());
        await using var world = await DispatcherWorld.StartAsync(_relayer.Url, settle: "2s");

        await world.OutcomeAsync<DispatchInDoubt>();

        Assert.True(await ended.Task.WaitAsync(TimeSpan.FromSeconds(20)));
    }

    private static void WithoutProbes(Microsoft.Extensions.DependencyInjection.IServiceCollection services) =>
        services.Remove(services.Single(service => service.ServiceType == typeof(Microsoft.Extensions.Hosting.IHostedService) && service.ImplementationFactory?.Method.ReturnType.Name == "RelayerProbe"));

    // For one address only: other tests of this process have their own ways.
    private sealed class ProxyOf(Uri target, Uri proxy) : System.Net.IWebProxy
    {
        public System.Net.ICredentials? Credentials { get; set; }

        public Uri GetProxy(Uri destination) => proxy;

        public bool IsBypassed(Uri host) => host.Authority != target.Authority;
    }
}
