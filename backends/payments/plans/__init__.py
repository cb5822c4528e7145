"""Payment in instalments: who may have a plan, on which dates, its life; and postponing the due date of a bill.

Billing stays the system of record of what is owed and customers of who needs protection: both are asked on behalf of
the customer. This package is the record of plans and postponements.
"""
