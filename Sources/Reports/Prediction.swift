internal import Analysis
internal import Quantities

/// A predicted quantity, where it lies, and how it is written.
struct Prediction: Sendable {
  enum Format: Hashable, Sendable {
    case seconds
    /// A share, written in per cent with so many decimals.
    case percent(decimals: Int)
    /// With a letter for thousands and more.
    case magnitude
    case decimals(Int)
    case money(currency: String)
  }

  /// For people, with the unit where the format writes none.
  var name: String
  /// What documents call it, its interval ending in `Low` and `High`; nil for a phase of a run, whose
  /// interval stands in the phase.
  var key: String?
  /// Whether documents keep it among the actions.
  var isAction = false
  var format: Format
  var value: Double
  var interval: Uncertainty.Interval

  func text(_ value: Double, _ figures: Figures) -> String {
    switch format {
    case .seconds: figures.seconds(value)
    case .percent(let decimals): percent(value, decimals: decimals)
    case .magnitude: magnitude(value)
    case .decimals(let decimals): fixed(value, decimals: decimals)
    case .money(let currency): Money(value, currency: currency).description
    }
  }

  /// Low and high in one cell, such as `16.56-17.69`; once where they are written alike.
  func range(_ figures: Figures) -> String {
    let (low, high) = (text(interval.low, figures), text(interval.high, figures))
    return low == high ? low : "\(low)-\(high)".replacing(" %-", with: "-")
  }
}
