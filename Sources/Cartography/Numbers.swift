/// A whole number with separators of thousands.
func grouped(_ number: Int) -> String {
  let digits = String(number.magnitude)
  var text = number < 0 ? "-" : ""
  for (i, digit) in digits.enumerated() {
    if i > 0 && (digits.count - i) % 3 == 0 { text += "," }
    text.append(digit)
  }
  return text
}

/// A share as a percentage with one decimal, never rounded up to 100 % or down to 0 %.
func percent(_ share: Double?) -> String {
  guard let share else { return "–" }
  var tenths = (share * 1000).rounded()
  if share < 1 { tenths = min(tenths, 999) }
  if share > 0 { tenths = max(tenths, 1) }
  return "\(Int(tenths) / 10).\(Int(tenths) % 10) %"
}
