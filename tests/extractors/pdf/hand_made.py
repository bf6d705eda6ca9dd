"""PDFs written object by object, with references that lead nowhere: what a PDF library would not write."""

LINES = b"BT /F 10 Tf 72 700 Td 14 TL " + b"(The owl counts every lantern that it passes at night.) Tj T* " * 30 + b"ET"
N_WORDS = 300
FONT = b"/Font<</F 5 0 R>>"
IMAGE = b"<</Type/XObject/Subtype/Image/Width 9/Height 9/BitsPerComponent 8/Length 9%s>>\nstream\nxxxxxxxxx\nendstream"
BROKEN_FORM = b"<</Type/XObject/Subtype/Form/BBox[0 0 612 792]/Filter/FlateDecode/Length 9>>\nstream\nxxxxxxxxx\nendstream"
EMPTY_FORM = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Filter/FlateDecode/Length 0>>\nstream\n\nendstream"
BROKEN = b"<</Type/Font 3 (torn"
MISSING = b"99 0 R"
SQUARE = b"<</Type/Annot/Subtype/Square/Rect[1 1 9 9]/AP<</N 99 0 R>>>>"
LINK = b"<</Type/Annot/Subtype/Link/Rect[1 1 9 9]/A<</S/URI/URI(x)>>>>"


def write(
    page: bytes = b"",
    *,
    resources: bytes = FONT,
    catalog: bytes = b"",
    content: bytes = LINES,
    contents: bytes = b"4 0 R",
    trailer: bytes = b"",
    more: tuple[bytes, ...] = (),
) -> bytes:
    """Return a PDF of one page; `more` objects are numbered from 6 on."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<<%s>>/Contents %s%s>>" % (resources, contents, page),
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *more,
    ]
    body, offsets = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, len(body))
    return body + table + end


def draw(name: bytes) -> bytes:
    """Return a page's content that draws an object before its text."""
    return b"q /%s Do Q " % name + LINES


def tag(n_parts: int) -> bytes:
    """Return a tagged PDF of so many words, each of them a part of the same element."""
    place = [(20 + 20 * (number % 28), 780 - 9 * (number // 28)) for number in range(n_parts)]
    marks = b"".join(b"/P<</MCID %d>>BDC BT /F 9 Tf %d %d Td (owl) Tj ET EMC\n" % (i, *at) for i, at in enumerate(place))
    root = b"<</Type/StructTreeRoot/K 7 0 R/ParentTree 8 0 R>>"
    element = b"<</Type/StructElem/S/P/P 6 0 R/Pg 3 0 R/K[%s]>>" % b" ".join(b"%d 0 R" % (9 + i) for i in range(n_parts))
    parts = (b"<</Type/MCR/MCID %d/Pg 3 0 R>>" % i for i in range(n_parts))
    catalog = b"/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R"
    return write(
        b"/StructParents 0", catalog=catalog, content=marks, more=(root, element, b"<</Nums[0[%s]]>>" % (b"7 0 R " * n_parts), *parts)
    )


WHOLE = {
    "bookmarks": write(catalog=b"/Outlines 99 0 R"),
    "names": write(catalog=b"/Names 99 0 R/Dests 99 0 R"),
    "structure": write(catalog=b"/StructTreeRoot 99 0 R/MarkInfo<</Marked true>>"),
    "form fields": write(catalog=b"/AcroForm 99 0 R/OCProperties 99 0 R/Metadata 99 0 R"),
    "info": write(trailer=b"/Info 99 0 R"),
    "annotation": write(b"/Annots[99 0 R]"),
    "annotations": write(b"/Annots 99 0 R"),
    "appearance": write(b"/Annots[%s]" % SQUARE),
    "annotation of a turned page": write(b"/Rotate 90/Annots[%s %s]" % (LINK, SQUARE)),
    "group": write(b"/Group 99 0 R/Thumb 99 0 R"),
    "graphics state": write(resources=FONT + b"/ExtGState<</G 99 0 R>>", content=b"/G gs " + LINES),
    "graphics state without a name": write(content=b"/G gs " + LINES),
    "image": write(resources=FONT + b"/XObject<</I 99 0 R>>", content=draw(b"I")),
    "image without a name": write(content=draw(b"I")),
    "broken image": write(resources=FONT + b"/XObject<</I 6 0 R>>", content=draw(b"I"), more=(IMAGE % b"/Filter/FlateDecode",)),
    "image with a broken colour space": write(
        resources=FONT + b"/XObject<</I 6 0 R>>", content=draw(b"I"), more=(IMAGE % b"/ColorSpace 99 0 R",)
    ),
    "colour space": write(resources=FONT + b"/ColorSpace<</C 99 0 R>>", content=b"/C cs 1 scn " + LINES),
    "shading": write(resources=FONT + b"/Shading<</S 99 0 R>>", content=b"/S sh " + LINES),
    "broken graphics state": write(resources=FONT + b"/ExtGState<</G 6 0 R>>", content=b"/G gs " + LINES, more=(BROKEN,)),
    "form of nothing": write(resources=FONT + b"/XObject<</I 6 0 R>>", content=draw(b"I"), more=(EMPTY_FORM,)),
    "layer": write(resources=FONT + b"/Properties<</M 99 0 R>>", content=b"/OC /M BDC " + LINES + b" EMC"),
}
"""What a reference to nothing, or a broken picture, stands in for; the text is whole."""
LOST = {
    "all text": write(contents=MISSING),
    "a part of the text": write(contents=b"[4 0 R 99 0 R]"),
    "a broken form": write(resources=FONT + b"/XObject<</I 6 0 R>>", content=draw(b"I"), more=(BROKEN_FORM,)),
    "a broken font": write(resources=b"/Font<</F 6 0 R>>", more=(BROKEN,)),
    "a page": write().replace(b"/Kids[3 0 R]/Count 1", b"/Kids[3 0 R 99 0 R]/Count 2"),
    "torn text": write(content=LINES[:800] + b" ) ] >> torn by noise " + LINES[800:]),
}
"""What is lost with a page's text."""
