internal import CampaignModel
internal import GeoPackageFormat

/// A layer's style and form in QGIS's own language (QML), as QGIS 3.18 and later and QField read it.
///
/// In the form a column has its title; what gridcover fills in itself is hidden; a column with a list of values offers
/// them; and a visit that is entered in the field gets its id and its time by itself.
struct QGISStyle {
  let layer: LayerDefinition
  let symbols: LayerSymbols?

  /// The whole document.
  var text: String {
    var parts = [
      "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>",
      """
      <qgis version="3.22.0" styleCategories="\(categories)" labelsEnabled="\(symbols?.label == nil ? 0 : 1)">
      """,
    ]
    if let symbols { parts += renderer(symbols) + labels(symbols) }
    parts += form
    parts.append("</qgis>")
    return parts.joined(separator: "\n") + "\n"
  }

  private var categories: String {
    symbols == nil ? "Fields|Forms" : "Symbology|Labeling|Fields|Forms"
  }

  private func renderer(_ symbols: LayerSymbols) -> [String] {
    var lines = [
      #"<renderer-v2 type="RuleRenderer" symbollevels="0" enableorderby="0" forceraster="0">"#,
      #"<rules key="gridcover">"#,
    ]
    for (i, rule) in symbols.rules.enumerated() {
      let filter = rule.filter.isEmpty ? "" : " filter=\"\(escaped(rule.filter))\""
      lines.append(
        "<rule key=\"gridcover-\(i)\" symbol=\"\(i)\" label=\"\(escaped(rule.label))\"\(filter)/>")
    }
    lines += ["</rules>", "<symbols>"]
    for (i, rule) in symbols.rules.enumerated() { lines.append(symbol(rule, number: i)) }
    return lines + ["</symbols>", "</renderer-v2>"]
  }

  private func symbol(_ rule: LayerSymbols.Rule, number: Int) -> String {
    let isPoint = layer.geometry == .point
    var properties = [
      ("color", rgba(rule.fill ?? "#ffffff")), ("outline_color", rgba(rule.outline)),
      ("outline_style", "solid"), ("outline_width", "\(rule.outlineWidth)"), ("outline_width_unit", "MM"),
    ]
    if isPoint {
      properties += [("name", "circle"), ("size", "\(rule.size)"), ("size_unit", "MM")]
    } else {
      properties.append(("style", rule.fill == nil ? "no" : rule.brush))
    }
    let options = properties.map {
      "<Option type=\"QString\" name=\"\($0.0)\" value=\"\($0.1)\"/>"
    }.joined()
    return """
      <symbol type="\(isPoint ? "marker" : "fill")" name="\(number)" alpha="1" clip_to_extent="1" force_rhr="0">\
      <layer class="\(isPoint ? "SimpleMarker" : "SimpleFill")" enabled="1" locked="0" pass="0">\
      <Option type="Map">\(options)</Option></layer></symbol>
      """
  }

  private func labels(_ symbols: LayerSymbols) -> [String] {
    guard let label = symbols.label else { return [] }
    return [
      """
      <labeling type="simple"><settings calloutType="simple">\
      <text-style fieldName="\(label)" isExpression="0" fontSize="8" fontSizeUnit="Point" textColor="33,33,33,255">\
      <text-buffer bufferDraw="1" bufferSize="0.6" bufferSizeUnits="MM" bufferColor="255,255,255,255"/></text-style>\
      <placement placement="1" centroidInside="1"/></settings></labeling>
      """
    ]
  }

  private var form: [String] {
    let columns = layer.columns.map(\.name)
    let hidden = columns.filter(isHidden) + [layer.key]
    var lines = ["<fieldConfiguration>"]
    for column in columns {
      if let list = LayerStyles.valueList(of: column, in: layer.name) {
        let entries = list.values.map {
          """
          <Option type="Map"><Option type="QString" name="\(escaped($0.title))" value="\(escaped($0.value))"/></Option>
          """
        }.joined()
        lines.append(
          widget("ValueMap", of: column, "<Option type=\"List\" name=\"map\">\(entries)</Option>"))
      } else if !hidden.contains(column) {
        lines.append(widget(kind(of: column), of: column, ""))
      }
    }
    lines += hidden.map { widget("Hidden", of: $0, "") } + ["</fieldConfiguration>", "<aliases>"]
    for (i, column) in columns.enumerated() {
      guard let title = ColumnTitles.title(of: column) else { continue }
      // The key stands before all columns.
      lines.append("<alias index=\"\(i + 1)\" field=\"\(column)\" name=\"\(escaped(title))\"/>")
    }
    lines += ["</aliases>", "<defaults>"]
    for (column, expression) in defaults {
      lines.append(
        "<default field=\"\(column)\" expression=\"\(escaped(expression))\" applyOnUpdate=\"0\"/>")
    }
    return lines + ["</defaults>", "<editorlayout>generatedlayout</editorlayout>"]
  }

  private func widget(_ type: String, of column: String, _ configuration: String) -> String {
    """
    <field name="\(column)" configurationFlags="None"><editWidget type="\(type)"><config>\
    <Option type="Map">\(configuration)</Option></config></editWidget></field>
    """
  }

  private func kind(of column: String) -> String {
    switch layer.columns.first(where: { $0.name == column })?.declaration.prefix(while: { $0 != " " }) {
    case "DATE": "DateTime"
    case "BOOLEAN": "CheckBox"
    default: "TextEdit"
    }
  }

  /// What gridcover fills in itself.
  private func isHidden(_ column: String) -> Bool {
    guard let kind = RecordKind.allCases.first(where: { $0.table == layer.name }) else { return false }
    return column == "import_id" || kind.derivedColumns.contains { $0.name == column && $0.name != "grid" }
  }

  /// Values of a new record: what must be there and nobody should have to type.
  private var defaults: [(column: String, expression: String)] {
    guard let kind = RecordKind.allCases.first(where: { $0.table == layer.name }) else { return [] }
    var defaults: [(column: String, expression: String)] = []
    if kind.keyField.presence == .derived { defaults.append((kind.keyField.name, "uuid('WithoutBraces')")) }
    for field in kind.fields where field.presence == .required {
      if field.kind == .moment { defaults.append((field.name, "format_date(now(), 'yyyy-MM-ddTHH:mm:ss')")) }
      if field.kind == .date { defaults.append((field.name, "to_date(now())")) }
    }
    return defaults
  }

  /// `#rrggbb` as QGIS has it.
  private func rgba(_ hex: String) -> String {
    let number = Int(hex.dropFirst(), radix: 16) ?? 0
    return "\(number >> 16),\(number >> 8 & 0xFF),\(number & 0xFF),255"
  }

  /// Text inside an attribute of XML.
  private func escaped(_ text: String) -> String {
    var escaped = ""
    for character in text {
      switch character {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      default: escaped.append(character)
      }
    }
    return escaped
  }
}
