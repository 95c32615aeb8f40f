/// What all pages share: the head with its style, heading, contents and footer.
enum PageFrame {
  /// A self-contained page as UTF-8.
  ///
  /// - Parameters:
  ///   - title: Of the window.
  ///   - heading: What stands on top.
  ///   - contents: Sections.
  ///   - scripts: Behind everything else.
  ///   - footer: Where the numbers come from.
  /// - Returns: A whole HTML document.
  static func document(
    title: String, heading: Markup, contents: Markup, scripts: Markup = Markup(),
    footer: String = "All numbers are simulated."
  ) -> [UInt8] {
    let page: Markup = """
      <!DOCTYPE html>
      <html lang="en"><head><meta charset="utf-8">
      <meta name="viewport" content="width=device-width,initial-scale=1">
      <title>\(title)</title>
      <style>\(PageStyle.css)</style></head><body>
      <header>\(heading)</header><main>
      \(contents)</main>
      <footer>Made by Duplex. \(footer)</footer>
      \(scripts)</body></html>

      """
    return page.utf8
  }

  static func section(_ title: String, _ content: Markup) -> Markup {
    "<section><h2>\(title)</h2>\n\(content)</section>\n"
  }

  static func card(_ name: String, _ value: String, _ remark: String) -> Markup {
    """
    <div class="card"><span>\(name)</span><strong>\(value)</strong><small>\(remark)</small></div>
    """
  }
}
