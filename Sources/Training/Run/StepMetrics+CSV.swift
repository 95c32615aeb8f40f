extension StepMetrics {
  /// Names of the columns; those of time are the last ones, all others are the same from run to run.
  static let columns =
    "step,sequences,tokens,learningRate,loss,predictionLoss,balanceLoss,gradientNorm,clipFactor,"
    + "maxVio,meanMaxVio,seconds,tokensPerSecond"

  /// The numbers, each with the fewest digits that read back as the same; the learning rate as the
  /// weights are moved by it, in FP32.
  var row: String {
    "\(step),\(sequences),\(tokens),\(Float(learningRate)),\(loss),\(predictionLoss),\(balanceLoss),"
      + "\(gradientNorm),\(clipFactor),\(maxVio),\(meanMaxVio),\(seconds),\(tokensPerSecond)"
  }

  /// Reads a row; its loads, which rows do not have, are none.
  ///
  /// - Returns: Nil for what is no such row.
  init?(row: String) {
    let cells = row.split(separator: ",", omittingEmptySubsequences: false)
    let counts = cells.prefix(3).compactMap { Int($0) }
    let numbers = cells.dropFirst(3).compactMap { Double($0) }
    guard counts.count == 3, numbers.count == 10, cells.count == 13,
      numbers.allSatisfy(\.isFinite)
    else { return nil }
    (step, sequences, tokens) = (counts[0], counts[1], counts[2])
    (learningRate, loss, predictionLoss) = (numbers[0], numbers[1], numbers[2])
    (balanceLoss, gradientNorm, clipFactor) = (numbers[3], numbers[4], numbers[5])
    (maxVio, meanMaxVio, seconds) = (numbers[6], numbers[7], numbers[8])
    loads = []
  }
}
