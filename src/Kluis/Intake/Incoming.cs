using Kluis.Access;
using Kluis.Storage;
using Kluis.Vault;

namespace Kluis.Intake;

/// <summary>What became of something that nobody waits for: stored, or kept for somebody to look at.</summary>
/// <param name="Item">Of the quarantine; null when it was stored, or may not be kept at all since its term is over.</param>
sealed record TakenIn(IntakeResult Result, Guid? Item);

/// <summary>
/// Takes in what may not be lost: where nobody waits for the answer, or the sender asks for it, what is refused is kept sealed.
/// </summary>
sealed class Incoming(DeliveryApi door, Quarantine quarantine)
{
    /// <summary>Reads a body once: it is sealed as it comes, and taken in from there.</summary>
    public async Task<TakenIn> TakeAsync(Caller caller, Delivery delivery, Stream body, CancellationToken stop)
    {
        using var spooled = await quarantine.SpoolAsync(body, stop);
        return await SettleAsync(caller, delivery, spooled, async () =>
        {
            await using var again = await quarantine.OpenAsync(spooled, stop);
            return await TryAsync(caller, delivery, again, null, stop);
        }, stop);
    }

    /// <summary>Reads a file that stays where it is until it is stored: only what is refused is sealed twice.</summary>
    public async Task<TakenIn> TakeAsync(
        Caller caller, Delivery delivery, Func<Stream> open, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>>? siblings, CancellationToken stop)
    {
        IntakeResult result;
        await using (var first = open())
            result = await TryAsync(caller, delivery, first, siblings, stop);
        if (result.Refusal is null || PastTerm.IsOver(result.Refusal.Code))
            return new TakenIn(result, null);
        await using var again = open();
        using var spooled = await quarantine.SpoolAsync(again, stop);
        return await SettleAsync(caller, delivery, spooled, () => Task.FromResult(result), stop);
    }

    /// <summary>Once more, with what somebody has corrected. Stored, the item ends.</summary>
    /// <returns>Null when the item does not wait any more.</returns>
    public async Task<IntakeResult?> RetryAsync(Caller caller, Guid id, Func<Delivery, Delivery> correct, Stream? replacement, CancellationToken stop)
    {
        using var item = await quarantine.OpenAsync(id, stop);
        if (item is null)
            return null;
        var delivery = correct(item.Delivery);
        await using var content = replacement ?? await quarantine.ReadAgainAsync(item, stop);
        // It comes from where it came from: who corrects it does not make it their own.
        var result = await TryAsync(caller with { Source = item.Row.Source, Activity = item.Activity }, delivery, content, null, stop);
        if (result.Refusal is { } refusal)
            await quarantine.RefusedAgainAsync(caller, item, refusal, stop);
        else
            await quarantine.StoredAsync(caller, item, result.Stored!.Id, stop);
        return result;
    }

    // What was sealed to be looked at stays only as an item of the quarantine.
    async Task<TakenIn> SettleAsync(Caller caller, Delivery delivery, Spooled spooled, Func<Task<IntakeResult>> take, CancellationToken stop)
    {
        Guid? item = null;
        try
        {
            var result = await take();
            if (result.Refusal is { } refusal && !PastTerm.IsOver(refusal.Code))
                item = await quarantine.KeepAsync(caller, delivery, spooled, refusal, stop);
            return new TakenIn(result, item);
        }
        finally
        {
            if (item is null)
                await quarantine.DropAsync(spooled);
        }
    }

    // Nobody is there to be told of a malformed body: it is a reason like others. A fault of ours is not the input's.
    async Task<IntakeResult> TryAsync(Caller caller, Delivery delivery, Stream body, Func<Vcon.Vcon, IAsyncEnumerable<SentFile>>? siblings, CancellationToken stop)
    {
        try
        {
            return await door.TakeAsync(caller, delivery, body, siblings, stop);
        }
        catch (InvalidDataException)
        {
            return IntakeResult.Refused("request.malformed");
        }
        catch (IOException fault) when (fault.Message.StartsWith("Unexpected end of Stream", StringComparison.Ordinal))
        {
            return IntakeResult.Refused("request.truncated");
        }
        catch (Exception fault) when (fault is not (FaultException or VaultException or OperationCanceledException or IOException or UnauthorizedAccessException))
        {
            // A bug of ours may not lose what came in.
            return IntakeResult.Refused("internal", fault.GetType().Name);
        }
    }
}
