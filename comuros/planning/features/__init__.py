"""What a planning problem may ask beyond order and time, one file each. `candidates` makes their numbers,
`cp_model` adds their constraints; the validator knows nothing of this room.
"""
