import Quantities
import Testing
import TransformerModels

@Suite("Model summary")
struct ModelSummaryTests {
  @Test("a person reads shapes, weights, FLOPs, cache, and what is published, in aligned tables")
  func text() throws {
    #expect(
      ModelSummary(try Preset.deepSeekV3.architecture()).text == """
        deepseek-v3: deepseek_v3, 61 layers of width 7,168, vocabulary 129,280
          attention  MLA, 128 heads, query rank 1536, key-value rank 512 + 64
          experts    256 routed, 8 a token, 1 shared, in 58 layers; 4 of 8 groups a token

        parameters                        total   share  a token meets
          embedding                      0.927B   0.1 %         0.927B
          attention                     11.413B   1.7 %        11.413B
          dense MLP                      1.189B   0.2 %         1.189B
          gates                          0.106B   0.0 %         0.106B
          shared experts                 2.554B   0.4 %         2.554B
          routed experts               653.909B  97.4 %        20.435B
          norms                          0.001B   0.0 %         0.001B
          head                           0.927B   0.1 %         0.927B
          all                          671.026B                37.552B
          without the embedding                                36.626B
          multi-token prediction adds   11.610B                 2.541B

        training FLOPs a token, sequence 4,096       causal  full square
          main model                            250.4 GFLOP  281.2 GFLOP
          with multi-token prediction           260.6 GFLOP  291.8 GFLOP

        key-value cache a token, 2 bytes a value      bytes  of this model's
          MLA, this model                            70,272            1.00x
          GQA                                       249,856            3.56x
          MQA                                        31,232            0.44x
          MHA                                     3,997,696           56.89x

        published                       there       here  source
          parameters                   671.0B     671.0B  arXiv:2412.19437
          parameters a token meets      37.0B      37.6B  arXiv:2412.19437
          training FLOPs a token    250 GFLOP  250 GFLOP  arXiv:2505.09343, table 2
          key-value cache a token    70,272 B   70,272 B  arXiv:2505.09343, table 1
          README_WEIGHTS has 36.7B active parameters, which leaves out the embedding
        """)
  }

  @Test("Qwen2.5-72B shows our 445 GFLOP beside the 394 that do not follow from it")
  func qwen() throws {
    let summary = ModelSummary(try Preset.qwen72B.architecture())
    let lines = summary.text.split(separator: "\n")
    #expect(
      lines.contains("  training FLOPs a token   394 GFLOP  445 GFLOP  arXiv:2505.09343, table 2"))
    #expect(
      lines.contains(
        "  394 GFLOP is printed for \"Qwen-72B\"; it does not follow from this configuration"))
  }

  @Test("a program reads the same figures unscaled, in a fixed order")
  func json() throws {
    let summary = ModelSummary(try Preset.mixtral.architecture())
    #expect(
      summary.json.compact == #"{"format":1,"name":"mixtral-8x7b","family":"mixtral","layers":32,"#
        + #""hiddenSize":4096,"vocabularySize":32000,"sequenceLength":4096,"#
        + #""totalParameters":46702792704,"activeParameters":12879925248,"#
        + #""activeParametersWithoutEmbedding":12748853248,"parametersByComponent":"#
        + #"{"embedding":131072000,"attention":1342177280,"denseMLP":0,"gates":1048576,"#
        + #""sharedExperts":0,"routedExperts":45097156608,"norms":266240,"head":131072000},"#
        + #""activeParametersByComponent":{"embedding":131072000,"attention":1342177280,"#
        + #""denseMLP":0,"gates":1048576,"sharedExperts":0,"routedExperts":11274289152,"#
        + #""norms":266240,"head":131072000},"multiTokenPredictionModules":0,"#
        + #""multiTokenPredictionParameters":0,"activeMultiTokenPredictionParameters":0,"#
        + #""trainingFLOPsPerTokenCausal":79712747520.0,"trainingFLOPsPerTokenFull":82933972992.0,"#
        + #""trainingFLOPsPerTokenCausalWithMultiTokenPrediction":79712747520.0,"#
        + #""trainingFLOPsPerTokenFullWithMultiTokenPrediction":82933972992.0,"#
        + #""attention":"GQA","bytesPerValue":2,"keyValueCacheBytesPerToken":131072,"#
        + #""keyValueCacheBytesPerTokenByAttention":"#
        + #"{"MLA":36864,"GQA":131072,"MQA":16384,"MHA":524288},"published":["#
        + #"{"quantity":"totalParameters","value":46700000000.0,"#
        + #""source":"Mistral AI, \"Mixtral of experts\", 2023","note":""},"#
        + #"{"quantity":"activeParameters","value":12900000000.0,"#
        + #""source":"Mistral AI, \"Mixtral of experts\", 2023","note":""}]}"#)
  }

  @Test(
    "every published figure without a note is within 3 % of ours",
    arguments: Preset.allCases)
  func published(preset: Preset) throws {
    let summary = ModelSummary(try preset.architecture())
    #expect(!summary.publishedFigures.isEmpty)
    for figure in summary.publishedFigures where figure.note.isEmpty {
      #expect(
        abs(summary.value(of: figure.quantity) / figure.value - 1) < 0.03, "\(figure)")
    }
  }

  @Test("a model of another name has nothing published, and its table leaves that out")
  func unknown() throws {
    var model = try Preset.mixtral.architecture()
    model.name = "mine"
    let summary = ModelSummary(model)
    #expect(summary.publishedFigures.isEmpty)
    #expect(!summary.text.contains("published"))
  }

  @Test("the sequence length and the width of a value are the caller's")
  func parameters() throws {
    let model = try Preset.llama70B.architecture()
    let summary = ModelSummary(model, sequenceLength: 8192, bytesPerValue: 1)
    #expect(summary.keyValueCacheBytesPerToken == Bytes(163_840))
    #expect(
      summary.trainingFLOPsPerToken(causal: true)
        == model.trainingFLOPsPerToken(sequenceLength: 8192))
    #expect(summary.text.contains("sequence 8,192"))
  }

  @Test("a summary of no tokens is a broken promise")
  func noTokens() async {
    await #expect(processExitsWith: .failure) {
      _ = ModelSummary(Architecture.random(seed: 1), sequenceLength: 0)
    }
  }

  @Test("models of any shape have a text and a document", arguments: 0..<50)
  func anyShape(seed: Int) {
    let summary = ModelSummary(Architecture.random(seed: UInt64(seed)))
    #expect(!summary.text.split(separator: "\n").contains { $0.last == " " })
    #expect(summary.json.compact.hasPrefix(#"{"format":1,"name":"random""#))
  }
}
