"""Tells whether a block's stored value may refer to a page, an image or a document."""

from wagtail import blocks


def may_refer(block: blocks.Block, raw) -> bool:
    """False only if extract_references() would certainly find nothing in the value.

    `raw` must be well-formed: the result of a StoryBlock's get_prep_value().
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
