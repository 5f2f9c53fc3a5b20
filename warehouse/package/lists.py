"""The two lists beside the marts: what was left out, and which rows changed."""

from warehouse.package.schema import Column, Mart, Words

LEFT_OUT = Mart(
    "left_out",
    Words.of(
        "How many rows of a source a file leaves out, and why. "
        "/ Số dòng của mỗi nguồn không có trong tệp, và lý do."
    ),
    (
        Column("mart", "varchar", Words.of("The table. / Bảng.")),
        Column("source_id", "varchar", Words.of("The source of the figures. / Nguồn số liệu.")),
        Column("reason", "varchar", Words.of("Why they may not be handed on. / Lý do không được chia sẻ.")),
        Column("row_count", "bigint", Words.of("Rows left out. / Số dòng không đưa vào.")),
    ),
    ("mart", "source_id", "reason"),
)

CHANGELOG = Mart(
    "changelog",
    Words.of(
        "Each row that differs from the version published before; empty for the first version. "
        "/ Mỗi dòng khác với bản công bố trước; trống với bản đầu tiên."
    ),
    (
        Column(
            "compared_with", "varchar", Words.of("The run of the version before. / Lần chạy của bản trước.")
        ),
        Column("run_id", "varchar", Words.of("The run of this version. / Lần chạy của bản này.")),
        Column("mart", "varchar", Words.of("The table. / Bảng.")),
        Column("row_key", "varchar", Words.of("Key of the row. / Khóa của dòng.")),
        Column(
            "change",
            "varchar",
            Words.of("What became of the row. / Dòng được thêm, bỏ hay sửa."),
            values=("added", "removed", "changed"),
        ),
    ),
    ("mart", "row_key"),
)
