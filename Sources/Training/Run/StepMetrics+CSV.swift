extension StepMetrics {
  /// Names of the columns; those of time are the last ones, all others are the same from run to run.
  static let columns =
    "step,sequences,tokens,learningRate,loss,predictionLoss,balanceLoss,gradientNorm,clipFactor,"
    + "maxVio,meanMaxVio,seconds,tokensPerSecond"

  /// The numbers, each with the fewest digits that read back as the same.
  var row: String {
    "\(step),\(sequences),\(tokens),\(learningRate),\(loss),\(predictionLoss),\(balanceLoss),"
      + "\(gradientNorm),\(clipFactor),\(maxVio),\(meanMaxVio),\(seconds),\(tokensPerSecond)"
  }
}
