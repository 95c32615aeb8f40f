internal import Analysis
internal import Quantities

/// How reports write numbers, so that tables, pages and sentences agree.
struct Figures: Sendable {
  /// Decimals of every number of seconds, from the longest step of the report.
  let decimals: Int

  init(longest seconds: Double) {
    decimals =
      switch seconds {
      case 100...: 1
      case 10..<100: 2
      case 1..<10: 3
      case 0.1..<1: 4
      default: 6
      }
  }

  init(_ evaluations: [Evaluation]) {
    self.init(longest: evaluations.map(\.step.seconds).max() ?? 0)
  }

  /// Without the unit: `19.93`.
  func seconds(_ value: Double) -> String { fixed(value, decimals: decimals) }

  /// With the unit: `19.93 s`.
  func withUnit(_ value: Double) -> String { seconds(value) + " s" }

  /// Seconds and share of the step, for one column: `2.06 10.3%`, aligned on the right.
  func timeAndShare(_ value: Double, of step: Double) -> String {
    let share = step > 0 ? value / step : 0
    let text = fixed(share * 100, decimals: 1) + "%"
    return seconds(value) + String(repeating: " ", count: max(1, 6 - text.count)) + text
  }

  /// Whether a difference would print as zero.
  func vanishes(_ difference: Double) -> Bool {
    !seconds(difference).contains { $0 != "0" && $0 != "." && $0 != "-" }
  }
}

extension Evaluation.Memory {
  /// `fits` or `short by 3.20 GiB`.
  var verdict: String { fits ? "fits" : "short by \(peak - capacity)" }
}

/// A count for people: `62.9M`, `272.8B`.
func magnitude(_ value: Double, digits: Int = 4) -> String {
  for (scale, letter) in [(1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K")]
  where value.magnitude >= scale {
    return significant(value / scale, digits: digits) + letter
  }
  return significant(value, digits: digits)
}
