package usage

// number reads a byte within a number, or the byte after it.
func (s *scanner) number(c byte) {
	digit := '0' <= c && c <= '9'
	next := uint8(bad)
	switch s.state {
	case numMinus:
		if c == '0' {
			next = numZero
		} else if digit {
			next = numInt
		}
	case numPoint, numFrac:
		if digit {
			next = numFrac
		}
	case numE, numESign, numExp:
		if digit {
			next = numExp
		} else if s.state == numE && (c == '+' || c == '-') {
			next = numESign
		}
	case numInt:
		if digit {
			next = numInt
		}
	}
	if next == bad {
		switch s.state {
		case numZero, numInt:
			if c == '.' {
				next = numPoint
			} else if c|0x20 == 'e' {
				next = numE
			}
		case numFrac:
			if c|0x20 == 'e' {
				next = numE
			}
		}
	}
	if next == bad && s.state >= numZero {
		s.endValue()
		s.structure(c)
		return
	}
	s.state = next
}
