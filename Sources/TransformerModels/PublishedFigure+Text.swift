internal import Quantities

extension PublishedFigure.Quantity {
  var title: String {
    switch self {
    case .totalParameters: "parameters"
    case .activeParameters: "parameters a token meets"
    case .trainingFLOPsPerTokenCausal: "training FLOPs a token"
    case .keyValueCacheBytesPerToken: "key-value cache a token"
    }
  }

  func written(_ value: Double) -> String {
    switch self {
    case .totalParameters, .activeParameters: fixed(value / 1e9, decimals: 1) + "B"
    case .trainingFLOPsPerTokenCausal: fixed(value / 1e9, decimals: 0, grouped: true) + " GFLOP"
    case .keyValueCacheBytesPerToken: fixed(value, decimals: 0, grouped: true) + " B"
    }
  }
}
