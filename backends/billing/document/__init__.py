"""The bill as a PDF."""

from backends.billing.document.build import bill_document
from backends.billing.document.data import DocumentData, document_data

__all__ = ["DocumentData", "bill_document", "document_data"]
