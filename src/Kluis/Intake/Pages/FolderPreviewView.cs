using Kluis.Access;
using Kluis.Intake.Folders;
using Kluis.Intake.Import;
using Kluis.Storage;

namespace Kluis.Intake.Pages;

/// <summary>What a pattern reads, for a page.</summary>
/// <param name="IsMasked">Figures of names are dots.</param>
/// <param name="Fault">Why there is nothing to see, as a code; null: nothing is wrong.</param>
sealed record FolderPreviewView(IReadOnlyList<PreviewLine> Lines, bool IsMasked, bool HasPattern, string? Fault)
{
    public static FolderPreviewView Of(FolderPreview preview, Caller caller, string folder, FileNamePattern? pattern)
    {
        var isMasked = !caller.May(Permission.SortQuarantine);
        try
        {
            return new(preview.Of(caller, folder, pattern), isMasked, pattern is not null, null);
        }
        catch (FaultException fault)
        {
            return new([], isMasked, pattern is not null, fault.Code);
        }
    }
}
