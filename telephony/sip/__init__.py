"""SIP signalling: `port` is what the house sees, `endpoint` the shell, the rest are pure rules (ADR 0002).

datagram ─ normaliser ─ reception ─┬─ refusal (admission, screening)
                                   ├─ transaction_layer (tables: transactions)
                                   └─ incoming_leg, outgoing_leg ─ leg (tables: leg_states; values: dialogs, sdp)
registrar_client (table: registration; digest)        pyvoip_adapter: the library's objects
"""
