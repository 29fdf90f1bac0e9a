using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Kluis.Web;

/// <summary>How an alert or a badge looks, beside what it says.</summary>
public enum Tone
{
    Neutral,
    Info,
    Ok,
    Warning,
    Error,
    Lock,
}

/// <summary><c>&lt;kl-icon name="lock"/&gt;</c>: one of <see cref="Icons"/>.</summary>
[HtmlTargetElement("kl-icon", TagStructure = TagStructure.WithoutEndTag)]
public sealed class IconMark : TagHelper
{
    public string Name { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = null;
        output.Content.SetHtmlContent(Icons.Svg(Name));
    }
}

/// <summary><c>&lt;kl-badge tone="Lock" icon="lock"&gt;Sealed&lt;/kl-badge&gt;</c>: icon and word.</summary>
[HtmlTargetElement("kl-badge")]
public sealed class BadgeMark : TagHelper
{
    public Tone Tone { get; set; }

    public string Icon { get; set; } = "note";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "span";
        output.Attributes.SetAttribute("class", "utrecht-status-badge " + Tone switch
        {
            Tone.Ok => "utrecht-status-badge--success",
            Tone.Warning => "utrecht-status-badge--warning",
            Tone.Error => "utrecht-status-badge--danger",
            Tone.Info => "kl-badge--info",
            Tone.Lock => "kl-badge--lock",
            Tone.Neutral => "utrecht-status-badge--neutral",
        });
        output.PreContent.SetHtmlContent(Icons.Svg(Icon));
    }
}

/// <summary><c>&lt;kl-alert tone="Error" icon="stop"&gt;…&lt;/kl-alert&gt;</c>: what happened, what was kept, what one can do.</summary>
[HtmlTargetElement("kl-alert")]
public sealed class AlertMark : TagHelper
{
    public Tone Tone { get; set; } = Tone.Info;

    public string Icon { get; set; } = "note";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "utrecht-alert " + Tone switch
        {
            Tone.Ok => "utrecht-alert--ok",
            Tone.Warning => "utrecht-alert--warning",
            Tone.Error => "utrecht-alert--error",
            Tone.Lock => "kl-alert--lock",
            Tone.Info or Tone.Neutral => "utrecht-alert--info",
        });
        output.PreContent.SetHtmlContent($"<div class=\"utrecht-alert__icon\">{Icons.Svg(Icon)}</div><div class=\"utrecht-alert__content\">");
        output.PostContent.SetHtmlContent("</div>");
    }
}

/// <summary>Label, description, error, control, in this order, tied together; the control is the content.</summary>
[HtmlTargetElement("kl-field")]
public sealed class FieldMark : TagHelper
{
    /// <summary>Id of the control.</summary>
    public string For { get; set; } = "";

    public string Label { get; set; } = "";

    public string? Hint { get; set; }

    /// <summary>Nothing, or an empty text, when all is well.</summary>
    public string? Error { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "div";
        output.Attributes.SetAttribute("class", "utrecht-form-field" + (string.IsNullOrEmpty(Error) ? "" : " utrecht-form-field--invalid"));
        output.PreContent.AppendHtml($"<label class=\"utrecht-form-label\" for=\"{For}\">").Append(Label).AppendHtml("</label>");
        if (Hint is not null)
            output.PreContent.AppendHtml($"<p class=\"utrecht-form-field-description\" id=\"{For}-d\">").Append(Hint).AppendHtml("</p>");
        if (!string.IsNullOrEmpty(Error))
            output.PreContent.AppendHtml($"<p class=\"utrecht-form-field-error-message\" id=\"{For}-e\">{Icons.Svg("stop")}").Append(Error).AppendHtml("</p>");
    }
}

/// <summary>A text control of a <see cref="FieldMark"/>: tells screen readers about its description and error.</summary>
[HtmlTargetElement("input", Attributes = "kl-text", TagStructure = TagStructure.WithoutEndTag)]
public sealed class TextMark : TagHelper
{
    [HtmlAttributeName("kl-text")]
    public bool IsText { get; set; }

    [HtmlAttributeName("kl-hint")]
    public string? Hint { get; set; }

    [HtmlAttributeName("kl-error")]
    public string? Error { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        var id = output.Attributes["id"]?.Value.ToString();
        output.Attributes.SetAttribute("class", "utrecht-textbox utrecht-textbox--html-input");
        if (string.Join(' ', new[] { Hint is null ? null : $"{id}-d", string.IsNullOrEmpty(Error) ? null : $"{id}-e" }.OfType<string>()) is { Length: > 0 } described)
            output.Attributes.SetAttribute("aria-describedby", described);
        if (!string.IsNullOrEmpty(Error))
            output.Attributes.SetAttribute("aria-invalid", "true");
    }
}
