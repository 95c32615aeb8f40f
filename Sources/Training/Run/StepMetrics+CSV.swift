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
}
