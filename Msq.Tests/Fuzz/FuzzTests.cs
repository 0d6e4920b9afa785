using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Msq.Tests.Fuzz;

/// <summary>Malformed requests to every operation that the OpenAPI document has: none makes the service fail or hang, and nothing is accepted that is not right.</summary>
public sealed class FuzzTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Workers = 4;
    private const int MostComplaints = 20;
    private const int MostTries = 4;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public Task Malformed_requests_are_refused_and_valid_ones_are_not() => FuzzAsync(seed: 1, requests: 1_500);

    [Fact]
    [Trait("Suite", "fuzz")]
    public Task A_hundred_thousand_malformed_requests_are_refused_and_valid_ones_are_not() => FuzzAsync(seed: 2, requests: 100_000);

    [Fact]
    public async Task A_body_over_the_limit_is_refused_before_it_was_read()
    {
        await using var world = await FuzzWorld.StartAsync();
        foreach (var operation in world.Operations.Where(operation => operation.Body is not null))
        {
            var request = new RequestFuzzer([operation], world.Bodies, world.Ids).Valid(new Random(1), operation, out _);
            request = request with { Headers = [.. request.Headers.Where(header => header.Name != "Content-Length")], Body = [], IsChunked = false };
            using var patience = new CancellationTokenSource(Deadline);

            // Nothing of the body that it announces ever comes.
            var announced = request with { Headers = [.. request.Headers, ("Content-Length", "5000000")] };
            var answer = await announced.SendAsync(world.Api.Address, patience.Token);
            Assert.Equal((operation.Id, 413, "application/problem+json"), (operation.Id, answer!.Status, answer.ContentType));
            Assert.Equal((operation.Id, 413), (operation.Id, await StreamAsync(world.Api.Address, request, patience.Token)));
        }
    }

    private async Task FuzzAsync(int seed, int requests)
    {
        await using var world = await FuzzWorld.StartAsync();
        var fuzzer = new RequestFuzzer(world.Operations, world.Bodies, world.Ids);
        var oracle = new FuzzOracle(world.Operations, world.Codes);
        var complaints = new ConcurrentQueue<string>();
        var accepted = new ConcurrentDictionary<Guid, bool>();
        var statuses = new ConcurrentDictionary<(string, int), int>();
        var next = -1;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Workers).Select(_ => Task.Run(async () =>
        {
            for (var number = Interlocked.Increment(ref next); number < requests && complaints.Count < MostComplaints; number = Interlocked.Increment(ref next))
            {
                var request = fuzzer.Make(new Random(HashCode(seed, number)));
                var answer = await TryAsync(world, request);
                if (oracle.Complaint(request, answer) is { } complaint)
                    complaints.Enqueue($"seed {seed}, request {number}: {complaint}\n{request}");
                statuses.AddOrUpdate((request.Method, answer?.Status ?? 0), 1, (_, count) => count + 1);
                foreach (var id in answer is { Status: 202 } ? FuzzOracle.Accepted(request, answer) : [])
                    accepted[id] = true;
            }
        })));

        output.WriteLine($"{requests} requests in {clock.Elapsed.TotalSeconds:0} s, {accepted.Count} transactions accepted");
        foreach (var ((method, status), count) in statuses.OrderBy(entry => entry.Key.Item2).ThenByDescending(entry => entry.Value).Where(entry => entry.Value > requests / 1000))
            output.WriteLine($"{status} {method}: {count}");
        Assert.True(complaints.IsEmpty, string.Join("\n\n", complaints));
        // What was answered is what was committed, and nothing beside it.
        Assert.Equal(world.Ids.Concat(accepted.Keys).Order(), (await world.Api.DatabaseAsync(db => db.Transactions.Select(x => x.CorrelationId).ToListAsync())).Order());
        Assert.NotEmpty(accepted);
    }

    // SQLite lets one write at a time, and five hundred rows at once can keep others waiting for too long. Who then does as Retry-After says gets through.
    private static async Task<RawAnswer?> TryAsync(FuzzWorld world, RawRequest request)
    {
        using var patience = new CancellationTokenSource(Deadline);
        try
        {
            var answer = await request.SendAsync(world.Api.Address, patience.Token);
            for (var tries = 1; tries < MostTries && answer?.Status == 503; tries++)
            {
                await Task.Delay(TimeSpan.FromSeconds(int.Parse(answer.Headers["Retry-After"], System.Globalization.CultureInfo.InvariantCulture)), patience.Token);
                answer = await request.SendAsync(world.Api.Address, patience.Token);
            }

            return answer;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    // Sends an endless body in chunks until it is answered.
    private static async Task<int> StreamAsync(Uri server, RawRequest request, CancellationToken cancellationToken)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, server.Port, cancellationToken);
        await using var stream = new NetworkStream(socket);
        var head = Encoding.Latin1.GetString(request.Bytes()).Replace("Connection: close\r\n", "Transfer-Encoding: chunked\r\nConnection: close\r\n", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(head), cancellationToken);
        var answer = RawAnswer.ReadAsync(stream, cancellationToken);
        byte[] chunk = [.. "10000\r\n"u8, .. new byte[0x10000], .. "\r\n"u8];
        try
        {
            while (!answer.IsCompleted)
                await stream.WriteAsync(chunk, cancellationToken);
        }
        catch (IOException)
        {
            // The server has heard enough.
        }

        return (await answer)?.Status ?? 0;
    }

    private static int HashCode(int seed, int number) => unchecked((seed * 1_000_003) ^ (number * 7919));
}
