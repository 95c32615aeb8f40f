import Analysis
import Quantities
import Testing

@testable import Analysis
@testable import Reports

@Suite("Waterfall of a report")
struct WaterfallTests {
  /// Kernels of a replica that computes a tenth less than the mean GPU.
  private func explained() throws -> (comparison: Comparison, explanation: Explanation) {
    let comparison = try ToyComparison.small()
    let evaluation = comparison.evaluations[1]
    let (step, computing) = (evaluation.step.seconds, evaluation.mean(of: .computing))
    let part = { Explanation.Part(name: $0, time: VirtualTime(seconds: computing * $1)) }
    let explanation = Explanation(
      schedule: evaluation.schedule, step: evaluation.step,
      parts: [
        part("attention I", 0.5), part("attention F", 0.398), part("head F", 0.001),
        part("embedding W", 0.001),
      ],
      alternatives: [
        Explanation.Alternative(name: "no <b> bubble", step: VirtualTime(seconds: step * 0.8)),
        Explanation.Alternative(name: "worse", step: VirtualTime(seconds: step * 1.1)),
      ])
    return (comparison, explanation)
  }

  private func page(
    _ comparison: Comparison, _ explanation: Explanation, script: String? = nil
  ) -> String {
    String(
      decoding: HTMLReport(comparison, explanation: explanation, chartScript: script).document(),
      as: UTF8.self)
  }

  @Test("every kernel and part begins where the one before ends, and the last ends at the step")
  func sums() throws {
    let (comparison, explanation) = try explained()
    let evaluation = comparison.evaluations[1]
    let bars = HTMLReport(comparison).kernelWaterfall(explanation, evaluation).bars
    #expect(
      bars.map(\.label) == [
        "attention I", "attention F", "2 small kernels", "other replicas", "computing", "bubble",
        "exposed expert", "exposed pipeline", "optimiser", "step",
      ])
    var end = 0.0
    for bar in bars where bar.label != "computing" && bar.label != "step" {
      #expect(bar.from == end)
      end = bar.to
    }
    #expect(abs(end - evaluation.step.seconds) < 1e-9)
    for (label, length) in [("computing", evaluation.mean(of: .computing)), ("step", end)] {
      let sum = try #require(bars.first { $0.label == label })
      #expect(sum.from == 0 && abs(sum.to - length) < 1e-9)
    }
  }

  @Test("a what-if shows what is left of the step and what it saves, or costs")
  func alternatives() throws {
    let (comparison, explanation) = try explained()
    let bars = HTMLReport(comparison).alternativeWaterfall(explanation).bars
    #expect(bars.map(\.label) == ["the step", "no <b> bubble", "worse"])
    #expect(bars.dropFirst().allSatisfy { $0.to == explanation.step.seconds })
    #expect(bars[1].text.contains("s, \u{2212}20.0\u{A0}%"))
    #expect(bars[2].from > bars[2].to && bars[2].text.hasSuffix(", 10.0\u{A0}%"))
  }

  @Test("stands in the page in place of the plain what-ifs, drawn or handed to a chart script")
  func page() throws {
    let (comparison, explanation) = try explained()
    let drawn = page(comparison, explanation)
    #expect(TagChecker(drawn).problems == [])
    #expect(drawn.contains("<h2>Why it takes so long</h2>") && !drawn.contains("<h2>What if</h2>"))
    #expect(drawn.contains("no &lt;b&gt; bubble"))
    #expect(!drawn.contains("data-chart="))
    let charted = page(comparison, explanation, script: "var Chart;")
    #expect(TagChecker(charted).problems == [])
    #expect(charted.split(separator: "data-chart=").count == 5)
  }

  @Test("a schedule that is not in the comparison is not explained")
  func absent() throws {
    var (comparison, explanation) = try explained()
    explanation.schedule = "zb-v"
    comparison.evaluations.removeLast()
    #expect(!page(comparison, explanation).contains("<h2>Why it takes so long</h2>"))
  }

  @Test(
    "a text stands where there is room for it",
    arguments: [
      (0.0, 2.0, Waterfall.Place.after), (2, 5, .after), (5, 8, .before), (9, 7, .before),
      (0, 10, .inside), (1, 8, .inside),
    ])
  func places(from: Double, to: Double, place: Waterfall.Place) {
    var waterfall = Waterfall(unit: "s", title: "places")
    let bar = { (from: Double, to: Double) in
      Waterfall.Bar(label: "bar", from: from, to: to, colour: "#000000", text: "1 s")
    }
    waterfall.append(bar(0, 10))
    waterfall.append(bar(from, to))
    #expect(waterfall.place(of: bar(from, to)) == place)
  }
}
