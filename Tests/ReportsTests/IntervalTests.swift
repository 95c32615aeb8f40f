import Quantities
import Testing
import Timelines

@testable import Analysis
@testable import Reports

@Suite("Intervals in reports")
struct IntervalTests {
  /// Three samples around every prediction: 0.9, 1 and 1.2 times its times.
  static func sampled(_ comparison: Comparison) -> Comparison {
    var comparison = comparison
    for index in comparison.evaluations.indices {
      let timeline = comparison.evaluations[index].timeline
      let run = { (factor: Double) in
        Uncertainty.Quantity.allCases.map { quantity in
          Int64((Double(quantity.time(in: timeline).picoseconds) * factor).rounded())
        }
      }
      comparison.evaluations[index].uncertainty = Uncertainty(
        SampledRuns(
          picoseconds: [0.9, 1, 1.2, 0.95, 1.05, 1].flatMap(run), samples: 3, believed: nil),
        of: [
          Uncertainty.Source(kind: .attention, range: 0.94...1.06, reason: "<b>trace</b>")
        ])
    }
    return comparison
  }

  private func lines(_ comparison: Comparison) -> [String] {
    "\(ComparisonTable(comparison))".split(separator: "\n").map(String.init)
  }

  @Test("one schedule's predictions have a row each with low and high")
  func single() throws {
    var comparison = Self.sampled(try ToyComparison.small())
    comparison.evaluations.removeFirst()
    let evaluation = comparison.evaluations[0]
    let lines = lines(comparison)
    let figures = Figures([evaluation])
    let seconds = { (value: Double) in figures.seconds(value) }
    let step = evaluation.step.seconds
    let expected = [
      ("step, s", [step, step * 0.9, step * 1.2].map(seconds)),
      (
        "bubble of the step",
        Array(
          repeating: percent(evaluation.fraction(evaluation.timeline.meanShares.bubble)), count: 3)
      ),
      (
        "MFU, causal",
        [1, 1 / 1.2, 1 / 0.9].map {
          percent(evaluation.throughput.mfuCausal * $0, decimals: 2)
        }
      ),
      ("attention kernels", ["0.940", "1.06", seconds(step * 0.1), "10.0 %"]),
    ]
    for (name, cells) in expected {
      let row = try #require(lines.first { $0.hasPrefix(name + " ") }, "\(name)")
      #expect(
        row.dropFirst(name.count).split(separator: " ").joined(separator: " ")
          == cells.joined(separator: " "))
    }
  }

  @Test("several schedules have their low and high in one cell, within 100 columns")
  func several() throws {
    var comparison = Self.sampled(try ToyComparison.small())
    let figures = Figures(comparison.evaluations)
    let step = comparison.evaluations[0].step.seconds
    let range = "\(figures.seconds(step * 0.9))  \(figures.seconds(step * 1.2))"
    #expect(lines(comparison).contains { $0.hasPrefix("1f1b ") && $0.contains(range) })
    let forward = comparison.evaluations[0].timeline.meanActions.forward.seconds
    let row = "\(figures.seconds(forward * 0.9))-\(figures.seconds(forward * 1.2))"
    #expect(lines(comparison).contains { $0.hasPrefix("1f1b ") && $0.contains(" \(row) ") })
    comparison.evaluations[0].schedule = "interleaved-1f1b-overlap"
    let tables = IntervalTables(comparison.evaluations, Figures(comparison.evaluations)).sections
    #expect(tables.count == 3)
    #expect(tables.flatMap(\.lines).map(\.count).max() ?? 0 <= 100)
  }

  @Test("documents have low and high of every key that they have, the actions' inside them")
  func documents() throws {
    let evaluation = Self.sampled(try ToyComparison.small()).evaluations[1]
    let text = EvaluationJSON(evaluation).document(scenario: "toy").compact
    let entry = try #require(text.split(separator: "\"actions\":{").first)
    let actions = try #require(
      text.split(separator: "\"actions\":{").last?.split(separator: "}")[0])
    for prediction in evaluation.predictions {
      guard let key = prediction.key else { continue }
      for end in ["", "Low", "High"] {
        let member = "\"\(key)\(end)\":"
        #expect(prediction.isAction ? actions.contains(member) : text.contains(member), "\(key)")
      }
    }
    #expect(entry.contains("\"sensitivities\":[{\"name\":\"attention kernels\""))
    let keys = Set(evaluation.predictions.map { "\($0.isAction) \($0.key ?? $0.name)" })
    #expect(keys.count == evaluation.predictions.count)
    let header = try #require(
      "\(ComparisonCSV(Self.sampled(try ToyComparison.small())))"
        .split(separator: "\n").first
    ).split(separator: ",")
    #expect(Set(header).count == header.count)
    #expect(header.contains("actions.pairSecondsHigh") && header.contains("costUSDLow"))
  }

  @Test("the page has them, and why each range is as wide, escaped")
  func page() throws {
    for count in [1, 2] {
      var comparison = Self.sampled(try ToyComparison.small())
      comparison.evaluations.removeFirst(2 - count)
      let text = String(decoding: HTMLReport(comparison).document(), as: UTF8.self)
      #expect(TagChecker(text).problems == [])
      #expect(text.contains("<h2>How sure this is</h2>"))
      #expect(text.contains("&lt;b&gt;trace&lt;/b&gt;"))
    }
    let text = String(decoding: HTMLReport(try ToyComparison.small()).document(), as: UTF8.self)
    #expect(!text.contains("<h2>How sure this is</h2>"))
  }
}
