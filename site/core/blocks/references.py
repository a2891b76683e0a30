"""Whether a block's stored value may refer to a page, a picture or a document."""

from wagtail import blocks


def may_refer(block: blocks.Block, raw) -> bool:
    """False where extract_references() would surely find nothing in the value.

    `raw` is well-formed: what a StoryBlock's get_prep_value() gives.
    """
    if not raw or type(block).extract_references is blocks.Block.extract_references:
        return False
    if isinstance(block, blocks.StreamBlock):
        return any(may_refer(block.child_blocks[child["type"]], child["value"]) for child in raw)
    if isinstance(block, blocks.StructBlock) and isinstance(raw, dict):
        return any(may_refer(child, raw.get(name)) for name, child in block.child_blocks.items())
    if isinstance(block, blocks.RichTextBlock):
        return "<a" in raw or "<embed" in raw
    return True
