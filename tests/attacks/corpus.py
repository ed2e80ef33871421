"""What is typed to break out of wherever it is shown."""

MARK = "xsscanary"
# Breaks out of text, an attribute, a script, a template, a link, a spreadsheet, a style; each by itself or at once.
CORPUS = {
    "markup": f"\"'></textarea></title><{MARK} onclick=alert(1)><script>{MARK}()</script>",
    "svg": f"<svg/onload={MARK}()><img src=x onerror={MARK}()><iframe srcdoc='<{MARK}>'>",
    "template": f"{{{{ 1234567*7 }}}}{{% raw %}}${{1234567*7}}<%= 1234567*7 %> {MARK}",
    "address": f"javascript:{MARK}()//",
    "formula": f"=HYPERLINK(\"http://x.example/{MARK}\")",
    "twice": f"&lt;{MARK}&gt; &#60;{MARK}&#62; %3C{MARK}%3E \\u003c{MARK}\\u003e",
    "file": f"<link rel=attachment href='file:///etc/passwd'><object data='file:///etc/passwd'>{MARK}",
    "lines": f"a\r\nBcc: {MARK}@x.example\r\n\r\n<{MARK}>",
}  # fmt: skip
