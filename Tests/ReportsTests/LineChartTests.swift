import Testing

@testable import Reports

@Suite("Line charts")
struct LineChartTests {
  private func text(_ chart: LineChart) -> String {
    String(decoding: chart.figure.utf8, as: UTF8.self)
  }

  private func chart(_ points: [(Double, Double)]) -> LineChart {
    LineChart(
      title: "a chart", axis: "step",
      lines: [LineChart.Line(name: "a line", colour: "#000", points: points)])
  }

  /// The texts of a class: `e` on the left of rules and at the right end, `m` in the middle.
  private func texts(_ class: String, of chart: LineChart) -> [String] {
    text(chart).split(separator: "<text class=\"\(`class`)\"").dropFirst().compactMap {
      $0.split(separator: ">").dropFirst().first?.prefix { $0 != "<" }
    }.map(String.init)
  }

  @Test(
    "numbers of the axis are round and short",
    arguments: [
      (58_000, ["0", "20K", "40K", "60K"]), (2_500_000, ["0", "500K", "1M", "1.5M", "2M", "2.5M"]),
      (5.4, ["0", "2", "4", "6"]), (0.04, ["0.00", "0.01", "0.02", "0.03", "0.04"]),
      (4000, ["0", "1K", "2K", "3K", "4K"]), (0, ["0", "1"]),
    ] as [(Double, [String])])
  func numbers(greatest: Double, expected: [String]) {
    let chart = chart([(1, 0), (2, greatest)])
    #expect(texts("e", of: chart).dropLast() == expected[...])
    #expect(TagChecker(text(chart)).problems == [])
  }

  @Test("steps are numbered at both ends and at round ones between them")
  func steps() {
    let chart = chart((1...200).map { (Double($0), 1) })
    #expect(texts("b", of: chart) == ["1"])
    #expect(texts("m", of: chart) == ["50", "100", "150", "step"])
    #expect(texts("e", of: chart).last == "200")
    let long = self.chart([(101, 1), (12_000, 1)])
    #expect(texts("m", of: long) == ["5,000", "10,000", "step"])
  }

  @Test("long numbers of the axis have more room, so that a phone does not cut them")
  func margin() {
    #expect(text(chart([(1, 0), (2, 0.0046)])).contains("<line x1=\"9.0%\" x2=\"99.0%\""))
    #expect(text(chart([(1, 0), (2, 60_000)])).contains("<line x1=\"6.0%\" x2=\"99.0%\""))
  }

  @Test("a single step is a dot with one number below")
  func single() {
    let chart = chart([(7, 3)])
    #expect(TagChecker(text(chart)).count("circle") == 1)
    #expect(texts("b", of: chart) == ["7"] && texts("m", of: chart) == ["step"])
    #expect(TagChecker(text(self.chart([(1, 1), (2, 1)]))).count("circle") == 0)
  }

  @Test("a mark is named in the legend, and a dashed line is dashed there too")
  func legend() {
    var chart = chart([(1, 1), (2, 2)])
    chart.mark = (0.5, "the bound")
    chart.lines[0].isDashed = true
    let text = text(chart)
    #expect(text.contains("<li><i class=\"dashes\"></i>the bound</li></ul>"))
    #expect(text.contains("<i class=\"dashes\" style=\"border-color:#000\"></i>a line</li>"))
    #expect(text.contains("stroke-dasharray=\"6 4\""))
    #expect(text.split(separator: "the bound").count == 2)
  }

  @Test("has few rules whatever the values", arguments: [1e-8, 3.0, 1e9, 7e20, 1e300])
  func rules(value: Double) {
    let numbers = RoundNumbers(upTo: value)
    #expect((1...5).contains((value / numbers.pitch - 1e-9).rounded(.up)))
  }
}
