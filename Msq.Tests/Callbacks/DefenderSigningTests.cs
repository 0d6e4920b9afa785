using Msq.Storage;

namespace Msq.Tests.Callbacks;

/// <summary>Callbacks to receivers that were written for Defender's.</summary>
public sealed class DefenderSigningTests
{
    private const string Endpoint = "- { name: ledger, url: \"{url}\", secrets: [\"${HOOK_SECRET}\"], signing: defender, statuses: [queued, mined], allowPrivate: true }";

    [Fact]
    public async Task Defenders_SDK_verifies_what_an_endpoint_with_its_signing_gets_and_refuses_what_was_meddled_with_or_is_old()
    {
        await using var world = await CallbackWorld.StartAsync(Endpoint);
        await world.Api.SubmittedAsync();
        await CallbackWorld.UntilAsync(() => !world.Receiver.Taken.IsEmpty);

        var received = world.Receiver.Taken.Single();
        Assert.StartsWith("msg_", received.Id, StringComparison.Ordinal);
        Assert.DoesNotContain("webhook-signature", received.Headers.Keys, StringComparer.OrdinalIgnoreCase);
        Assert.Equal(
            [null, "Signature is invalid", "Signature is invalid", null, "Timestamp is expired", null, "Timestamp is expired"],
            await ReceiverLibrary.Defender.VerifyAsync(
                CallbackWorld.Secret,
                received,
                received with { Body = received.Body.Replace("queued", "mined", StringComparison.Ordinal) },
                received with { Headers = new Dictionary<string, string>(received.Headers, StringComparer.OrdinalIgnoreCase) { ["Defender-Timestamp"] = "2026-05-04T09:59:51.000Z" } },
                received with { Now = received.Now + 589 },
                received with { Now = received.Now + 590 },
                received with { Now = received.Now - 9 },
                received with { Now = received.Now - 10 }));
        Assert.Equal(["Signature is invalid"], await ReceiverLibrary.Defender.VerifyAsync(CallbackWorld.OldSecret, received));
    }

    [Fact]
    public async Task Whatever_text_an_event_carries_it_is_signed_as_JavaScript_would_print_it()
    {
        await using var world = await CallbackWorld.StartAsync(Endpoint);
        var id = await world.Api.SubmittedAsync();
        // Every character there is but NUL, which ends SQLite's texts, and halves of pairs, which no UTF-8 has; and a pair.
        var text = string.Concat(Enumerable.Range(1, char.MaxValue).Select(code => (char)code).Where(character => !char.IsSurrogate(character))) + "\ud83d\ude00";
        await world.Api.DatabaseAsync(async db =>
        {
            var row = (await db.LockTransactionAsync(id, CancellationToken.None))!;
            (row.ErrorCode, row.ErrorMessage, row.RevertReason) = ("reverted", "<b>&'+`\"\\/", text);
            return await db.SaveChangesAsync();
        });
        await world.MoveAsync(id, "mined");
        await CallbackWorld.UntilAsync(() => world.Receiver.Taken.Count == 2);

        var received = world.Receiver.Taken.Last();
        Assert.Equal(text, received.Json.GetProperty("data").GetProperty("error").GetProperty("revertReason").GetString());
        Assert.Equal([null], await ReceiverLibrary.Defender.VerifyAsync(CallbackWorld.Secret, received));
    }

    [Fact]
    public async Task What_comes_again_is_signed_with_the_time_at_which_it_comes()
    {
        await using var world = await CallbackWorld.StartAsync(Endpoint);
        world.Receiver.Answer = (context, _) => Task.FromResult(context.Response.StatusCode = world.Receiver.Received.Count == 1 ? 500 : 200);
        var id = await world.Api.SubmittedAsync();
        await CallbackWorld.UntilAsync(() => world.Receiver.Received.Count == 1);
        await world.MoveAsync(id, "mined");
        world.Time.Advance(TimeSpan.FromHours(1));
        await CallbackWorld.UntilAsync(() => world.Receiver.Taken.Count == 2);

        Assert.Equal(["transaction.queued", "transaction.queued", "transaction.mined"], world.Receiver.Received.Select(one => one.Type));
        Assert.All(await ReceiverLibrary.Defender.VerifyAsync(CallbackWorld.Secret, world.Receiver.Received), Assert.Null);
    }
}
