/// Colours of all pictures, one meaning each.
///
/// Time is drawn in the "bright" scheme and memory in the "muted" one, both made to stay apart in
/// every kind of colour blindness and in print.
/// - Source: Paul Tol, "Colour Schemes", SRON/EPS/TN/09-002, figures 1 and 3.
enum Palette {
  static let forward = "#4477AA"
  static let backward = "#228833"
  static let backwardInput = "#CCBB44"
  static let backwardWeight = "#AA3377"
  static let exposedExpert = "#EE6677"
  static let exposedPipeline = "#66CCEE"
  static let optimizer = "#444444"
  static let bubble = "#D5D8DC"
  /// Weights, gradients, optimiser, activations, buffers.
  static let memory = ["#332288", "#88CCEE", "#DDCC77", "#117733", "#CC6677"]
  static let ink = "#1F2933"
  static let faintInk = "#616E7C"

  /// How far the second and further chunks, or the second direction, move towards white.
  static let tints = [0, 0.45, 0.22, 0.6]

  /// A colour, `#RRGGBB`, mixed with white: tint 0 leaves it, 1 is white.
  static func mix(_ colour: String, tint: Double) -> String {
    let value = Int(colour.dropFirst(), radix: 16) ?? 0
    let channels = [value >> 16, value >> 8, value].map { channel in
      let level = Double(channel & 255)
      let digits = String(Int((level + (255 - level) * tint).rounded()), radix: 16)
      return digits.count < 2 ? "0" + digits : digits
    }
    return "#" + channels.joined().uppercased()
  }
}
